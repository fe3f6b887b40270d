-- DropTable
PRAGMA foreign_keys=off;
DROP TABLE "UsageHourly";
PRAGMA foreign_keys=on;

-- CreateTable
CREATE TABLE "UsageSlot" (
    "startMs" BIGINT NOT NULL,
    "userId" TEXT NOT NULL,
    "apiKeyId" TEXT NOT NULL,
    "providerId" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "requests" BIGINT NOT NULL,
    "errors" BIGINT NOT NULL,
    "inputTokens" BIGINT NOT NULL,
    "cacheReadTokens" BIGINT NOT NULL,
    "cacheWrite5mTokens" BIGINT NOT NULL,
    "cacheWrite1hTokens" BIGINT NOT NULL,
    "outputTokens" BIGINT NOT NULL,
    "reasoningTokens" BIGINT NOT NULL,
    "costNanoUsd" BIGINT NOT NULL,
    "totalMs" BIGINT NOT NULL,

    PRIMARY KEY ("startMs", "userId", "apiKeyId", "providerId", "model")
) WITHOUT ROWID;

-- CreateTable
CREATE TABLE "UsageBySubject" (
    "kind" TEXT NOT NULL,
    "span" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "startMs" BIGINT NOT NULL,
    "requests" BIGINT NOT NULL,
    "errors" BIGINT NOT NULL,
    "inputTokens" BIGINT NOT NULL,
    "cacheReadTokens" BIGINT NOT NULL,
    "cacheWrite5mTokens" BIGINT NOT NULL,
    "cacheWrite1hTokens" BIGINT NOT NULL,
    "outputTokens" BIGINT NOT NULL,
    "reasoningTokens" BIGINT NOT NULL,
    "costNanoUsd" BIGINT NOT NULL,
    "totalMs" BIGINT NOT NULL,

    PRIMARY KEY ("kind", "span", "startMs", "subject")
) WITHOUT ROWID;

-- CreateTable
CREATE TABLE "ClientUsage" (
    "startMs" BIGINT NOT NULL,
    "clientName" TEXT NOT NULL,
    "clientVersion" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "requests" BIGINT NOT NULL,
    "lastSeenMs" BIGINT NOT NULL,

    PRIMARY KEY ("startMs", "clientName", "clientVersion", "userId")
) WITHOUT ROWID;

-- CreateIndex
CREATE INDEX "UsageSlot_userId_startMs_idx" ON "UsageSlot"("userId", "startMs");

-- CreateIndex
CREATE INDEX "UsageSlot_apiKeyId_startMs_idx" ON "UsageSlot"("apiKeyId", "startMs");

-- CreateIndex
CREATE INDEX "UsageBySubject_kind_span_subject_startMs_idx" ON "UsageBySubject"("kind", "span", "subject", "startMs");

-- Requests that were logged before there were rollups
INSERT INTO "UsageSlot"
SELECT "ms" - "ms" % 900000, "userId", "apiKeyId", COALESCE("providerId", ''), COALESCE("servedModel", ''),
    COUNT(*),
    SUM(CASE WHEN "status" >= 400 THEN 1 ELSE 0 END),
    SUM("inputTokens"),
    SUM("cacheReadTokens"),
    SUM("cacheWrite5mTokens"),
    SUM("cacheWrite1hTokens"),
    SUM("outputTokens"),
    SUM("reasoningTokens"),
    COALESCE(SUM("costNanoUsd"), 0),
    SUM("totalMs")
FROM (SELECT *, "startedAt" AS "ms" FROM "RequestLog") AS log
GROUP BY 1, 2, 3, 4, 5;

INSERT INTO "UsageBySubject" ("kind", "span", "subject", "startMs", "requests", "errors", "inputTokens", "cacheReadTokens", "cacheWrite5mTokens",
    "cacheWrite1hTokens", "outputTokens", "reasoningTokens", "costNanoUsd", "totalMs")
SELECT column1, column2,
    CASE column1 WHEN 'all' THEN '' WHEN 'user' THEN "userId" WHEN 'key' THEN "apiKeyId" WHEN 'provider' THEN "providerId" ELSE "model" END,
    CASE column2 WHEN 'slot' THEN "startMs" WHEN 'day' THEN "startMs" - "startMs" % 86400000 ELSE "startMs" - ("startMs" + 259200000) % 604800000 END,
    SUM("requests"),
    SUM("errors"),
    SUM("inputTokens"),
    SUM("cacheReadTokens"),
    SUM("cacheWrite5mTokens"),
    SUM("cacheWrite1hTokens"),
    SUM("outputTokens"),
    SUM("reasoningTokens"),
    SUM("costNanoUsd"),
    SUM("totalMs")
FROM "UsageSlot"
CROSS JOIN (VALUES ('all', 'slot'), ('all', 'day'), ('user', 'slot'), ('user', 'day'), ('key', 'day'), ('key', 'week'),
    ('provider', 'slot'), ('provider', 'day'), ('model', 'slot'), ('model', 'day')) AS kept
GROUP BY 1, 2, 3, 4;

INSERT INTO "ClientUsage"
SELECT "ms" - "ms" % 86400000, COALESCE("clientName", ''), COALESCE("clientVersion", ''), "userId", COUNT(*), MAX("ms")
FROM (SELECT *, "startedAt" AS "ms" FROM "RequestLog") AS log
GROUP BY 1, 2, 3, 4;
