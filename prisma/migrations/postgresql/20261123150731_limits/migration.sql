-- AlterTable
ALTER TABLE "User" ADD COLUMN     "allowedClients" JSONB,
ADD COLUMN     "limitsResetAt" TIMESTAMP(3);

-- AlterTable
ALTER TABLE "ApiKey" ADD COLUMN     "limitsResetAt" TIMESTAMP(3),
ADD COLUMN     "replacedById" TEXT;

-- AlterTable
ALTER TABLE "Provider" ADD COLUMN     "limitsResetAt" TIMESTAMP(3);

-- AlterTable
ALTER TABLE "RequestLog" ADD COLUMN     "costMultiplier" TEXT,
ADD COLUMN     "serviceTier" TEXT;
