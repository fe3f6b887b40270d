-- AlterTable
ALTER TABLE "ApiKey" ADD COLUMN     "providerGroup" TEXT;

-- AlterTable
ALTER TABLE "Provider" ADD COLUMN     "hedge" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "RoutingSnapshot" (
    "version" BIGINT NOT NULL,
    "providers" JSONB NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "RoutingSnapshot_pkey" PRIMARY KEY ("version")
);
