-- CreateTable
CREATE TABLE "User" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "nameKey" TEXT,
    "note" TEXT NOT NULL DEFAULT '',
    "role" TEXT NOT NULL DEFAULT 'member',
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "expiresAt" TIMESTAMP(3),
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
    "createdAt" TIMESTAMP(3) NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,
    "removedAt" TIMESTAMP(3),

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ApiKey" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "last4" TEXT NOT NULL,
    "scope" TEXT NOT NULL DEFAULT 'proxy',
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "expiresAt" TIMESTAMP(3),
    "limitRpm" INTEGER,
    "limit5hNanoUsd" BIGINT,
    "limitDayNanoUsd" BIGINT,
    "limitWeekNanoUsd" BIGINT,
    "limitMonthNanoUsd" BIGINT,
    "limitTotalNanoUsd" BIGINT,
    "limitSessions" INTEGER,
    "limitDayMode" TEXT NOT NULL DEFAULT 'fixed',
    "limitDayResetAt" TEXT NOT NULL DEFAULT '00:00',
    "lastUsedAt" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,
    "removedAt" TIMESTAMP(3),

    CONSTRAINT "ApiKey_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Provider" (
    "id" TEXT NOT NULL,
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
    "createdAt" TIMESTAMP(3) NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,
    "removedAt" TIMESTAMP(3),

    CONSTRAINT "Provider_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RequestLog" (
    "id" TEXT NOT NULL,
    "startedAt" TIMESTAMP(3) NOT NULL,
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
    "estimated" BOOLEAN NOT NULL,

    CONSTRAINT "RequestLog_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "UsageHourly" (
    "hour" TIMESTAMP(3) NOT NULL,
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

    CONSTRAINT "UsageHourly_pkey" PRIMARY KEY ("hour","userId","apiKeyId","providerId","model")
);

-- CreateTable
CREATE TABLE "ModelPrice" (
    "id" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "validFrom" TIMESTAMP(3) NOT NULL,
    "source" TEXT NOT NULL,
    "prices" JSONB NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "ModelPrice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ErrorRule" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "priority" INTEGER NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "builtin" BOOLEAN NOT NULL DEFAULT false,
    "conditions" JSONB NOT NULL,
    "retry" BOOLEAN NOT NULL,
    "switchProvider" BOOLEAN NOT NULL,
    "breaker" BOOLEAN NOT NULL,
    "overrideResponse" JSONB,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "ErrorRule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SensitiveWord" (
    "id" TEXT NOT NULL,
    "pattern" TEXT NOT NULL,
    "match" TEXT NOT NULL,
    "caseSensitive" BOOLEAN NOT NULL DEFAULT false,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "note" TEXT NOT NULL DEFAULT '',
    "createdAt" TIMESTAMP(3) NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "SensitiveWord_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ClientVersionRule" (
    "id" TEXT NOT NULL,
    "clientName" TEXT NOT NULL,
    "minVersion" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "ClientVersionRule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Setting" (
    "key" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Setting_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "SettingRevision" (
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "actor" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "SettingRevision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Notification" (
    "id" TEXT NOT NULL,
    "level" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "userIds" JSONB,
    "expiresAt" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Notification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "NotificationReceipt" (
    "notificationId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "readAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "NotificationReceipt_pkey" PRIMARY KEY ("notificationId","userId")
);

-- CreateTable
CREATE TABLE "AuditLog" (
    "id" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "targetType" TEXT NOT NULL,
    "targetId" TEXT,
    "changes" JSONB,
    "ip" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "AuditLog_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ProviderHealth" (
    "id" TEXT NOT NULL,
    "providerId" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "latencyMs" INTEGER,
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "ProviderHealth_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ProviderBalance" (
    "id" TEXT NOT NULL,
    "providerId" TEXT NOT NULL,
    "balanceNanoUsd" BIGINT,
    "details" JSONB,
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "ProviderBalance_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ConfigState" (
    "id" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "ConfigState_pkey" PRIMARY KEY ("id")
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

-- AddForeignKey
ALTER TABLE "ApiKey" ADD CONSTRAINT "ApiKey_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "NotificationReceipt" ADD CONSTRAINT "NotificationReceipt_notificationId_fkey" FOREIGN KEY ("notificationId") REFERENCES "Notification"("id") ON DELETE CASCADE ON UPDATE CASCADE;
