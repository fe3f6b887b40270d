-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Provider" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "nameKey" TEXT,
    "note" TEXT NOT NULL DEFAULT '',
    "type" TEXT NOT NULL,
    "baseUrl" TEXT NOT NULL,
    "credentialSealed" TEXT NOT NULL,
    "credentialHint" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "weight" INTEGER NOT NULL DEFAULT 50,
    "priority" INTEGER NOT NULL DEFAULT 0,
    "costMultiplier" TEXT NOT NULL DEFAULT '1',
    "groupTags" JSONB NOT NULL,
    "allowedModels" JSONB NOT NULL,
    "modelRedirects" JSONB NOT NULL,
    "timeoutFirstByteMs" INTEGER NOT NULL DEFAULT 30000,
    "timeoutIdleMs" INTEGER NOT NULL DEFAULT 60000,
    "timeoutTotalMs" INTEGER NOT NULL DEFAULT 120000,
    "codeAssistProject" TEXT,
    "limitRpm" INTEGER,
    "limit5hNanoUsd" BIGINT,
    "limitDayNanoUsd" BIGINT,
    "limitWeekNanoUsd" BIGINT,
    "limitMonthNanoUsd" BIGINT,
    "limitTotalNanoUsd" BIGINT,
    "limitSessions" INTEGER,
    "limitDayMode" TEXT NOT NULL DEFAULT 'fixed',
    "limitDayResetAt" TEXT NOT NULL DEFAULT '00:00',
    "circuitFailureThreshold" INTEGER NOT NULL DEFAULT 5,
    "circuitOpenMs" INTEGER NOT NULL DEFAULT 60000,
    "circuitSuccessThreshold" INTEGER NOT NULL DEFAULT 2,
    "maxAttempts" INTEGER NOT NULL DEFAULT 1,
    "proxyUrlSealed" TEXT,
    "proxyFallbackDirect" BOOLEAN NOT NULL DEFAULT false,
    "acceptsTranslated" BOOLEAN NOT NULL DEFAULT true,
    "hedge" BOOLEAN NOT NULL DEFAULT false,
    "customHeaders" JSONB,
    "mcpMode" TEXT NOT NULL DEFAULT 'none',
    "mcpUrl" TEXT,
    "instructionsMode" TEXT NOT NULL DEFAULT 'auto',
    "schedule" JSONB,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    "removedAt" DATETIME
);
INSERT INTO "new_Provider" ("allowedModels", "baseUrl", "circuitFailureThreshold", "circuitOpenMs", "circuitSuccessThreshold", "codeAssistProject", "costMultiplier", "createdAt", "credentialHint", "credentialSealed", "customHeaders", "enabled", "groupTags", "hedge", "id", "instructionsMode", "limit5hNanoUsd", "limitDayMode", "limitDayNanoUsd", "limitDayResetAt", "limitMonthNanoUsd", "limitRpm", "limitSessions", "limitTotalNanoUsd", "limitWeekNanoUsd", "maxAttempts", "mcpMode", "mcpUrl", "modelRedirects", "name", "nameKey", "note", "priority", "proxyFallbackDirect", "proxyUrlSealed", "removedAt", "schedule", "timeoutFirstByteMs", "timeoutIdleMs", "timeoutTotalMs", "type", "updatedAt", "weight") SELECT "allowedModels", "baseUrl", "circuitFailureThreshold", "circuitOpenMs", "circuitSuccessThreshold", "codeAssistProject", "costMultiplier", "createdAt", "credentialHint", "credentialSealed", "customHeaders", "enabled", "groupTags", "hedge", "id", "instructionsMode", "limit5hNanoUsd", "limitDayMode", "limitDayNanoUsd", "limitDayResetAt", "limitMonthNanoUsd", "limitRpm", "limitSessions", "limitTotalNanoUsd", "limitWeekNanoUsd", "maxAttempts", "mcpMode", "mcpUrl", "modelRedirects", "name", "nameKey", "note", "priority", "proxyFallbackDirect", "proxyUrlSealed", "removedAt", "schedule", "timeoutFirstByteMs", "timeoutIdleMs", "timeoutTotalMs", "type", "updatedAt", "weight" FROM "Provider";
DROP TABLE "Provider";
ALTER TABLE "new_Provider" RENAME TO "Provider";
CREATE UNIQUE INDEX "Provider_nameKey_key" ON "Provider"("nameKey");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
