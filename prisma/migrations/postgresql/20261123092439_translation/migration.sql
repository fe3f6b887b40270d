-- AlterTable
ALTER TABLE "Provider" ADD COLUMN     "acceptsTranslated" BOOLEAN NOT NULL DEFAULT true;
