-- DropTable
DROP TABLE "UsageHourly";

-- Keys are compared byte by byte, which takes a fraction of the time of a language's order
-- CreateTable
CREATE TABLE "UsageDetail" (
    "startMs" BIGINT NOT NULL,
    "userId" TEXT COLLATE "C" NOT NULL,
    "apiKeyId" TEXT COLLATE "C" NOT NULL,
    "providerId" TEXT COLLATE "C" NOT NULL,
    "model" TEXT COLLATE "C" NOT NULL,
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

    CONSTRAINT "UsageDetail_pkey" PRIMARY KEY ("startMs","userId","apiKeyId","providerId","model")
) WITH (fillfactor = 80);

-- CreateTable
CREATE TABLE "UsageSlot" (
    "kind" TEXT COLLATE "C" NOT NULL,
    "dayMs" BIGINT NOT NULL,
    "subject" TEXT COLLATE "C" NOT NULL,
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

    CONSTRAINT "UsageSlot_pkey" PRIMARY KEY ("kind","dayMs","subject","startMs")
) WITH (fillfactor = 80);

-- CreateTable
CREATE TABLE "UsageDay" (
    "kind" TEXT COLLATE "C" NOT NULL,
    "startMs" BIGINT NOT NULL,
    "subject" TEXT COLLATE "C" NOT NULL,
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

    CONSTRAINT "UsageDay_pkey" PRIMARY KEY ("kind","startMs","subject")
) WITH (fillfactor = 80);

-- CreateTable
CREATE TABLE "UsageWeek" (
    "kind" TEXT COLLATE "C" NOT NULL,
    "startMs" BIGINT NOT NULL,
    "subject" TEXT COLLATE "C" NOT NULL,
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

    CONSTRAINT "UsageWeek_pkey" PRIMARY KEY ("kind","startMs","subject")
) WITH (fillfactor = 80);

-- CreateTable
CREATE TABLE "ClientUsage" (
    "startMs" BIGINT NOT NULL,
    "clientName" TEXT COLLATE "C" NOT NULL,
    "clientVersion" TEXT COLLATE "C" NOT NULL,
    "userId" TEXT COLLATE "C" NOT NULL,
    "requests" BIGINT NOT NULL,
    "lastSeenMs" BIGINT NOT NULL,

    CONSTRAINT "ClientUsage_pkey" PRIMARY KEY ("startMs","clientName","clientVersion","userId")
) WITH (fillfactor = 80);

-- CreateIndex
CREATE INDEX "UsageDetail_userId_startMs_idx" ON "UsageDetail"("userId", "startMs");

-- CreateIndex
CREATE INDEX "UsageDetail_apiKeyId_startMs_idx" ON "UsageDetail"("apiKeyId", "startMs");

-- CreateIndex
CREATE INDEX "UsageDay_kind_subject_startMs_idx" ON "UsageDay"("kind", "subject", "startMs");

-- CreateIndex
CREATE INDEX "UsageWeek_kind_subject_startMs_idx" ON "UsageWeek"("kind", "subject", "startMs");

-- Requests that were logged before there were rollups
INSERT INTO "UsageDetail"
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
FROM (SELECT *, (EXTRACT(EPOCH FROM "startedAt") * 1000)::bigint AS "ms" FROM "RequestLog") AS log
GROUP BY 1, 2, 3, 4, 5;

INSERT INTO "UsageSlot"
SELECT column1, "startMs" - "startMs" % 86400000,
    CASE column1 WHEN 'all' THEN '' WHEN 'user' THEN "userId" WHEN 'key' THEN "apiKeyId" WHEN 'provider' THEN "providerId" ELSE "model" END,
    "startMs",
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
FROM "UsageDetail" CROSS JOIN (VALUES ('all'), ('user'), ('key'), ('provider'), ('model')) AS kept
GROUP BY 1, 2, 3, 4;

INSERT INTO "UsageDay"
SELECT column1, "startMs" - "startMs" % 86400000,
    CASE column1 WHEN 'all' THEN '' WHEN 'user' THEN "userId" WHEN 'key' THEN "apiKeyId" WHEN 'provider' THEN "providerId" ELSE "model" END,
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
FROM "UsageDetail" CROSS JOIN (VALUES ('all'), ('user'), ('key'), ('provider'), ('model')) AS kept
GROUP BY 1, 2, 3;

INSERT INTO "UsageWeek"
SELECT column1, "startMs" - ("startMs" + 259200000) % 604800000,
    CASE column1 WHEN 'all' THEN '' WHEN 'user' THEN "userId" WHEN 'key' THEN "apiKeyId" WHEN 'provider' THEN "providerId" ELSE "model" END,
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
FROM "UsageDetail" CROSS JOIN (VALUES ('key')) AS kept
GROUP BY 1, 2, 3;

INSERT INTO "ClientUsage"
SELECT "ms" - "ms" % 86400000, COALESCE("clientName", ''), COALESCE("clientVersion", ''), "userId", COUNT(*), MAX("ms")
FROM (SELECT *, (EXTRACT(EPOCH FROM "startedAt") * 1000)::bigint AS "ms" FROM "RequestLog") AS log
GROUP BY 1, 2, 3, 4;
