-- Rows of a job as the build of commit 024d991 stored them: they do not say which log their partitions are of.
INSERT INTO {database}.unified_manifest VALUES ('sales', '0123456789ab', 1, '01a2063b-59e6-7970-8f46-86d90763d02a', {19781: 7}, [19780], {0: 4}, 1709164800000000, 'old', '2026-11-20 01:00:00', 'who', 'why', 5, {0: 2}, {19780: 7});
INSERT INTO {database}.unified_ledger VALUES ('sales', '0123456789ab', 'stream', 0, 0, 2, 48, 16, 14, 1, 1, 'old', 0);
INSERT INTO {database}.unified_jobs VALUES ('sales', '0123456789ab', '2026-11-20 00:00:01', 'start-up', 'the job''s first version');
