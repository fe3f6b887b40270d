-- CreateTable
CREATE TABLE "User" (
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
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    "removedAt" DATETIME
);

-- CreateTable
CREATE TABLE "ApiKey" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "userId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "last4" TEXT NOT NULL,
    "scope" TEXT NOT NULL DEFAULT 'proxy',
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "expiresAt" DATETIME,
    "limitRpm" INTEGER,
    "limit5hNanoUsd" BIGINT,
    "limitDayNanoUsd" BIGINT,
    "limitWeekNanoUsd" BIGINT,
    "limitMonthNanoUsd" BIGINT,
    "limitTotalNanoUsd" BIGINT,
    "limitSessions" INTEGER,
    "limitDayMode" TEXT NOT NULL DEFAULT 'fixed',
    "limitDayResetAt" TEXT NOT NULL DEFAULT '00:00',
    "lastUsedAt" DATETIME,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    "removedAt" DATETIME,
    CONSTRAINT "ApiKey_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Provider" (
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
    "customHeaders" JSONB,
    "mcpMode" TEXT NOT NULL DEFAULT 'none',
    "mcpUrl" TEXT,
    "instructionsMode" TEXT NOT NULL DEFAULT 'auto',
    "schedule" JSONB,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    "removedAt" DATETIME
);

-- CreateTable
CREATE TABLE "RequestLog" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "startedAt" DATETIME NOT NULL,
    "userId" TEXT NOT NULL,
    "apiKeyId" TEXT NOT NULL,
    "sessionId" TEXT,
    "clientName" TEXT,
    "clientVersion" TEXT,
    "endpoint" TEXT NOT NULL,
    "clientDialect" TEXT NOT NULL,
    "providerDialect" TEXT,
    "requestedModel" TEXT,
    "servedModel" TEXT,
    "providerId" TEXT,
    "attempts" INTEGER NOT NULL,
    "trace" JSONB,
    "status" INTEGER NOT NULL,
    "errorCode" TEXT,
    "streaming" BOOLEAN NOT NULL,
    "ttfbMs" INTEGER,
    "totalMs" INTEGER NOT NULL,
    "requestBytes" INTEGER NOT NULL,
    "responseBytes" INTEGER NOT NULL,
    "inputTokens" INTEGER NOT NULL,
    "cacheReadTokens" INTEGER NOT NULL,
    "cacheWrite5mTokens" INTEGER NOT NULL,
    "cacheWrite1hTokens" INTEGER NOT NULL,
    "outputTokens" INTEGER NOT NULL,
    "reasoningTokens" INTEGER NOT NULL,
    "rawUsage" JSONB,
    "stopReason" TEXT,
    "upstreamRequestId" TEXT,
    "costNanoUsd" BIGINT,
    "priceId" TEXT,
    "blocked" BOOLEAN NOT NULL,
    "interrupted" BOOLEAN NOT NULL,
    "estimated" BOOLEAN NOT NULL
);

-- CreateTable
CREATE TABLE "UsageHourly" (
    "hour" DATETIME NOT NULL,
    "userId" TEXT NOT NULL,
    "apiKeyId" TEXT NOT NULL,
    "providerId" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "requests" INTEGER NOT NULL,
    "errors" INTEGER NOT NULL,
    "inputTokens" BIGINT NOT NULL,
    "cacheReadTokens" BIGINT NOT NULL,
    "cacheWrite5mTokens" BIGINT NOT NULL,
    "cacheWrite1hTokens" BIGINT NOT NULL,
    "outputTokens" BIGINT NOT NULL,
    "reasoningTokens" BIGINT NOT NULL,
    "costNanoUsd" BIGINT NOT NULL,
    "totalMs" BIGINT NOT NULL,

    PRIMARY KEY ("hour", "userId", "apiKeyId", "providerId", "model")
);

-- CreateTable
CREATE TABLE "ModelPrice" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "model" TEXT NOT NULL,
    "validFrom" DATETIME NOT NULL,
    "source" TEXT NOT NULL,
    "prices" JSONB NOT NULL,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "ErrorRule" (
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
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "SensitiveWord" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "pattern" TEXT NOT NULL,
    "match" TEXT NOT NULL,
    "caseSensitive" BOOLEAN NOT NULL DEFAULT false,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "note" TEXT NOT NULL DEFAULT '',
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "ClientVersionRule" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "clientName" TEXT NOT NULL,
    "minVersion" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "Setting" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "value" TEXT NOT NULL,
    "updatedAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "SettingRevision" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "key" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "actor" TEXT,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "Notification" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "level" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "userIds" JSONB,
    "expiresAt" DATETIME,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "NotificationReceipt" (
    "notificationId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "readAt" DATETIME NOT NULL,

    PRIMARY KEY ("notificationId", "userId"),
    CONSTRAINT "NotificationReceipt_notificationId_fkey" FOREIGN KEY ("notificationId") REFERENCES "Notification" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "AuditLog" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "targetType" TEXT NOT NULL,
    "targetId" TEXT,
    "changes" JSONB,
    "ip" TEXT,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "ProviderHealth" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "providerId" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "latencyMs" INTEGER,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "ProviderBalance" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "providerId" TEXT NOT NULL,
    "balanceNanoUsd" BIGINT,
    "details" JSONB,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "ConfigState" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "version" INTEGER NOT NULL
);

-- CreateIndex
CREATE UNIQUE INDEX "User_nameKey_key" ON "User"("nameKey");

-- CreateIndex
CREATE UNIQUE INDEX "ApiKey_digest_key" ON "ApiKey"("digest");

-- CreateIndex
CREATE INDEX "ApiKey_userId_id_idx" ON "ApiKey"("userId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Provider_nameKey_key" ON "Provider"("nameKey");

-- CreateIndex
CREATE INDEX "RequestLog_userId_id_idx" ON "RequestLog"("userId", "id");

-- CreateIndex
CREATE INDEX "RequestLog_apiKeyId_id_idx" ON "RequestLog"("apiKeyId", "id");

-- CreateIndex
CREATE INDEX "RequestLog_providerId_id_idx" ON "RequestLog"("providerId", "id");

-- CreateIndex
CREATE INDEX "RequestLog_requestedModel_id_idx" ON "RequestLog"("requestedModel", "id");

-- CreateIndex
CREATE INDEX "RequestLog_status_id_idx" ON "RequestLog"("status", "id");

-- CreateIndex
CREATE INDEX "RequestLog_startedAt_status_idx" ON "RequestLog"("startedAt", "status");

-- CreateIndex
CREATE INDEX "UsageHourly_userId_hour_idx" ON "UsageHourly"("userId", "hour");

-- CreateIndex
CREATE INDEX "UsageHourly_apiKeyId_hour_idx" ON "UsageHourly"("apiKeyId", "hour");

-- CreateIndex
CREATE INDEX "UsageHourly_providerId_hour_idx" ON "UsageHourly"("providerId", "hour");

-- CreateIndex
CREATE UNIQUE INDEX "ModelPrice_model_validFrom_source_key" ON "ModelPrice"("model", "validFrom", "source");

-- CreateIndex
CREATE UNIQUE INDEX "ErrorRule_name_key" ON "ErrorRule"("name");

-- CreateIndex
CREATE UNIQUE INDEX "ClientVersionRule_clientName_key" ON "ClientVersionRule"("clientName");

-- CreateIndex
CREATE INDEX "SettingRevision_key_id_idx" ON "SettingRevision"("key", "id");

-- CreateIndex
CREATE INDEX "AuditLog_targetType_targetId_id_idx" ON "AuditLog"("targetType", "targetId", "id");

-- CreateIndex
CREATE INDEX "ProviderHealth_providerId_id_idx" ON "ProviderHealth"("providerId", "id");

-- CreateIndex
CREATE INDEX "ProviderBalance_providerId_id_idx" ON "ProviderBalance"("providerId", "id");
