-- AlterTable
ALTER TABLE "User" ADD COLUMN "allowedClients" JSONB;
ALTER TABLE "User" ADD COLUMN "limitsResetAt" DATETIME;

-- AlterTable
ALTER TABLE "ApiKey" ADD COLUMN "limitsResetAt" DATETIME;
ALTER TABLE "ApiKey" ADD COLUMN "replacedById" TEXT;

-- AlterTable
ALTER TABLE "Provider" ADD COLUMN "limitsResetAt" DATETIME;

-- AlterTable
ALTER TABLE "RequestLog" ADD COLUMN "costMultiplier" TEXT;
ALTER TABLE "RequestLog" ADD COLUMN "serviceTier" TEXT;
