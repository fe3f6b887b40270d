-- Rows from before the chain cannot be vouched for.
DELETE FROM "AuditLog";

-- AlterTable
ALTER TABLE "SettingRevision" ADD COLUMN "changeId" TEXT;

-- CreateTable
CREATE TABLE "AuditHead" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "sequence" INTEGER NOT NULL,
    "hash" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "Webhook" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "urlSealed" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "secretSealed" TEXT,
    "events" JSONB NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "Delivery" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "channel" TEXT NOT NULL,
    "webhookId" TEXT,
    "recipient" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "payload" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAttemptAt" DATETIME,
    "lastStatus" INTEGER,
    "lastError" TEXT,
    "createdAt" DATETIME NOT NULL,
    "sentAt" DATETIME
);

-- CreateTable
CREATE TABLE "IdempotentAnswer" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "inputHash" TEXT NOT NULL,
    "answerSealed" TEXT,
    "createdAt" DATETIME NOT NULL
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_User" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "nameKey" TEXT,
    "note" TEXT NOT NULL DEFAULT '',
    "role" TEXT NOT NULL DEFAULT 'member',
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "expiresAt" DATETIME,
    "tags" JSONB NOT NULL,
    "providerGroup" TEXT,
    "allowedModels" JSONB NOT NULL,
    "limitRpm" INTEGER,
    "limit5hNanoUsd" BIGINT,
    "limitDayNanoUsd" BIGINT,
    "limitWeekNanoUsd" BIGINT,
    "limitMonthNanoUsd" BIGINT,
    "limitTotalNanoUsd" BIGINT,
    "limitSessions" INTEGER,
    "limitDayMode" TEXT NOT NULL DEFAULT 'fixed',
    "limitDayResetAt" TEXT NOT NULL DEFAULT '00:00',
    "allowedClients" JSONB,
    "limitsResetAt" DATETIME,
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    "removedAt" DATETIME
);
INSERT INTO "new_User" ("allowedClients", "allowedModels", "createdAt", "enabled", "expiresAt", "id", "limit5hNanoUsd", "limitDayMode", "limitDayNanoUsd", "limitDayResetAt", "limitMonthNanoUsd", "limitRpm", "limitSessions", "limitTotalNanoUsd", "limitWeekNanoUsd", "limitsResetAt", "name", "nameKey", "note", "providerGroup", "removedAt", "role", "tags", "updatedAt") SELECT "allowedClients", "allowedModels", "createdAt", "enabled", "expiresAt", "id", "limit5hNanoUsd", "limitDayMode", "limitDayNanoUsd", "limitDayResetAt", "limitMonthNanoUsd", "limitRpm", "limitSessions", "limitTotalNanoUsd", "limitWeekNanoUsd", "limitsResetAt", "name", "nameKey", "note", "providerGroup", "removedAt", "role", "tags", "updatedAt" FROM "User";
DROP TABLE "User";
ALTER TABLE "new_User" RENAME TO "User";
CREATE UNIQUE INDEX "User_nameKey_key" ON "User"("nameKey");
CREATE TABLE "new_ApiKey" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "userId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "last4" TEXT NOT NULL,
    "scope" TEXT NOT NULL DEFAULT 'proxy',
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "expiresAt" DATETIME,
    "providerGroup" TEXT,
    "limitRpm" INTEGER,
    "limit5hNanoUsd" BIGINT,
    "limitDayNanoUsd" BIGINT,
    "limitWeekNanoUsd" BIGINT,
    "limitMonthNanoUsd" BIGINT,
    "limitTotalNanoUsd" BIGINT,
    "limitSessions" INTEGER,
    "limitDayMode" TEXT NOT NULL DEFAULT 'fixed',
    "limitDayResetAt" TEXT NOT NULL DEFAULT '00:00',
    "limitsResetAt" DATETIME,
    "replacedById" TEXT,
    "lastUsedAt" DATETIME,
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    "removedAt" DATETIME,
    CONSTRAINT "ApiKey_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
INSERT INTO "new_ApiKey" ("createdAt", "digest", "enabled", "expiresAt", "id", "last4", "lastUsedAt", "limit5hNanoUsd", "limitDayMode", "limitDayNanoUsd", "limitDayResetAt", "limitMonthNanoUsd", "limitRpm", "limitSessions", "limitTotalNanoUsd", "limitWeekNanoUsd", "limitsResetAt", "name", "prefix", "providerGroup", "removedAt", "replacedById", "scope", "updatedAt", "userId") SELECT "createdAt", "digest", "enabled", "expiresAt", "id", "last4", "lastUsedAt", "limit5hNanoUsd", "limitDayMode", "limitDayNanoUsd", "limitDayResetAt", "limitMonthNanoUsd", "limitRpm", "limitSessions", "limitTotalNanoUsd", "limitWeekNanoUsd", "limitsResetAt", "name", "prefix", "providerGroup", "removedAt", "replacedById", "scope", "updatedAt", "userId" FROM "ApiKey";
DROP TABLE "ApiKey";
ALTER TABLE "new_ApiKey" RENAME TO "ApiKey";
CREATE UNIQUE INDEX "ApiKey_digest_key" ON "ApiKey"("digest");
CREATE INDEX "ApiKey_userId_id_idx" ON "ApiKey"("userId", "id");
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
    "limitsResetAt" DATETIME,
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    "removedAt" DATETIME
);
INSERT INTO "new_Provider" ("acceptsTranslated", "allowedModels", "baseUrl", "circuitFailureThreshold", "circuitOpenMs", "circuitSuccessThreshold", "codeAssistProject", "costMultiplier", "createdAt", "credentialHint", "credentialSealed", "customHeaders", "enabled", "groupTags", "hedge", "id", "instructionsMode", "limit5hNanoUsd", "limitDayMode", "limitDayNanoUsd", "limitDayResetAt", "limitMonthNanoUsd", "limitRpm", "limitSessions", "limitTotalNanoUsd", "limitWeekNanoUsd", "limitsResetAt", "maxAttempts", "mcpMode", "mcpUrl", "modelRedirects", "name", "nameKey", "note", "priority", "proxyFallbackDirect", "proxyUrlSealed", "removedAt", "schedule", "timeoutFirstByteMs", "timeoutIdleMs", "timeoutTotalMs", "type", "updatedAt", "weight") SELECT "acceptsTranslated", "allowedModels", "baseUrl", "circuitFailureThreshold", "circuitOpenMs", "circuitSuccessThreshold", "codeAssistProject", "costMultiplier", "createdAt", "credentialHint", "credentialSealed", "customHeaders", "enabled", "groupTags", "hedge", "id", "instructionsMode", "limit5hNanoUsd", "limitDayMode", "limitDayNanoUsd", "limitDayResetAt", "limitMonthNanoUsd", "limitRpm", "limitSessions", "limitTotalNanoUsd", "limitWeekNanoUsd", "limitsResetAt", "maxAttempts", "mcpMode", "mcpUrl", "modelRedirects", "name", "nameKey", "note", "priority", "proxyFallbackDirect", "proxyUrlSealed", "removedAt", "schedule", "timeoutFirstByteMs", "timeoutIdleMs", "timeoutTotalMs", "type", "updatedAt", "weight" FROM "Provider";
DROP TABLE "Provider";
ALTER TABLE "new_Provider" RENAME TO "Provider";
CREATE UNIQUE INDEX "Provider_nameKey_key" ON "Provider"("nameKey");
CREATE TABLE "new_ErrorRule" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "priority" INTEGER NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "builtin" BOOLEAN NOT NULL DEFAULT false,
    "conditions" JSONB NOT NULL,
    "retry" BOOLEAN NOT NULL,
    "switchProvider" BOOLEAN NOT NULL,
    "breaker" BOOLEAN NOT NULL,
    "overrideResponse" JSONB,
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL
);
INSERT INTO "new_ErrorRule" ("breaker", "builtin", "conditions", "createdAt", "enabled", "id", "name", "overrideResponse", "priority", "retry", "switchProvider", "updatedAt") SELECT "breaker", "builtin", "conditions", "createdAt", "enabled", "id", "name", "overrideResponse", "priority", "retry", "switchProvider", "updatedAt" FROM "ErrorRule";
DROP TABLE "ErrorRule";
ALTER TABLE "new_ErrorRule" RENAME TO "ErrorRule";
CREATE UNIQUE INDEX "ErrorRule_name_key" ON "ErrorRule"("name");
CREATE TABLE "new_SensitiveWord" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "pattern" TEXT NOT NULL,
    "match" TEXT NOT NULL,
    "caseSensitive" BOOLEAN NOT NULL DEFAULT false,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "note" TEXT NOT NULL DEFAULT '',
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL
);
INSERT INTO "new_SensitiveWord" ("caseSensitive", "createdAt", "enabled", "id", "match", "note", "pattern", "updatedAt") SELECT "caseSensitive", "createdAt", "enabled", "id", "match", "note", "pattern", "updatedAt" FROM "SensitiveWord";
DROP TABLE "SensitiveWord";
ALTER TABLE "new_SensitiveWord" RENAME TO "SensitiveWord";
CREATE TABLE "new_ClientVersionRule" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "clientName" TEXT NOT NULL,
    "minVersion" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL
);
INSERT INTO "new_ClientVersionRule" ("action", "clientName", "createdAt", "enabled", "id", "minVersion", "updatedAt") SELECT "action", "clientName", "createdAt", "enabled", "id", "minVersion", "updatedAt" FROM "ClientVersionRule";
DROP TABLE "ClientVersionRule";
ALTER TABLE "new_ClientVersionRule" RENAME TO "ClientVersionRule";
CREATE UNIQUE INDEX "ClientVersionRule_clientName_key" ON "ClientVersionRule"("clientName");
CREATE TABLE "new_Notification" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "event" TEXT,
    "dedupeKey" TEXT,
    "audience" TEXT NOT NULL DEFAULT 'users',
    "level" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "userIds" JSONB,
    "expiresAt" DATETIME,
    "createdAt" DATETIME NOT NULL
);
INSERT INTO "new_Notification" ("body", "createdAt", "expiresAt", "id", "level", "title", "userIds") SELECT "body", "createdAt", "expiresAt", "id", "level", "title", "userIds" FROM "Notification";
DROP TABLE "Notification";
ALTER TABLE "new_Notification" RENAME TO "Notification";
CREATE UNIQUE INDEX "Notification_dedupeKey_key" ON "Notification"("dedupeKey");
CREATE TABLE "new_AuditLog" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "sequence" INTEGER NOT NULL,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "targetType" TEXT NOT NULL,
    "targetId" TEXT,
    "changes" TEXT NOT NULL,
    "ip" TEXT,
    "createdAt" DATETIME NOT NULL,
    "previousHash" TEXT NOT NULL,
    "hash" TEXT NOT NULL
);
INSERT INTO "new_AuditLog" ("action", "actor", "changes", "createdAt", "id", "ip", "targetId", "targetType") SELECT "action", "actor", "changes", "createdAt", "id", "ip", "targetId", "targetType" FROM "AuditLog";
DROP TABLE "AuditLog";
ALTER TABLE "new_AuditLog" RENAME TO "AuditLog";
CREATE UNIQUE INDEX "AuditLog_sequence_key" ON "AuditLog"("sequence");
CREATE INDEX "AuditLog_targetType_targetId_sequence_idx" ON "AuditLog"("targetType", "targetId", "sequence");
CREATE INDEX "AuditLog_action_sequence_idx" ON "AuditLog"("action", "sequence");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE UNIQUE INDEX "Webhook_name_key" ON "Webhook"("name");

-- CreateIndex
CREATE INDEX "Delivery_status_nextAttemptAt_idx" ON "Delivery"("status", "nextAttemptAt");

-- CreateIndex
CREATE INDEX "Delivery_webhookId_id_idx" ON "Delivery"("webhookId", "id");

-- CreateIndex
CREATE INDEX "IdempotentAnswer_createdAt_idx" ON "IdempotentAnswer"("createdAt");

-- CreateIndex
CREATE INDEX "RequestLog_sessionId_id_idx" ON "RequestLog"("sessionId", "id");
