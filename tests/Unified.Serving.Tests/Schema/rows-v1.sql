-- Rows of a job as the builds of schema version 1 stored them: one promotion, its days 19781 and 19782, and what stands beside it.
CREATE TABLE {database}.`sales__0123456789ab_batch` (_generation UInt64, _day Int32, shop String, n Int64) ENGINE = MergeTree PARTITION BY (_generation, _day) ORDER BY shop;
INSERT INTO {database}.`sales__0123456789ab_batch` VALUES (7, 19781, 'a', 1), (7, 19781, 'b', 2), (7, 19781, 'c', 3), (7, 19782, 'a', 4), (6, -1, 'a', 9);
INSERT INTO {database}.`unified_schema` VALUES (1, 'the build before', '2026-11-24 00:00:00');
INSERT INTO {database}.`unified_installation` VALUES ('home', '2026-11-24 00:00:00');
INSERT INTO {database}.`unified_logs` VALUES ('sales', 'topic-id', '2026-11-24 00:00:00');
INSERT INTO {database}.`unified_manifest` VALUES ('sales', '0123456789ab', 1, '01a2063b-59e6-7970-8f46-86d90763d02a', {19781: 7, 19782: 7}, {'sales/0': 4}, {'sales/0': 2}, {'sales': [19780]}, {'sales': {19780: 7}}, {'sales': 1709164800000000}, {'sales': 'topic-id'}, NULL, 'the build before', '2026-11-24 01:00:00', 'who', 'why', 5);
INSERT INTO {database}.`unified_generations` VALUES ('sales', '0123456789ab', 5, 0, ['log:sales:0:2:4', 'history:sales:2024-02-27'], 0, 0, '2026-11-24 00:30:00');
INSERT INTO {database}.`unified_slices` VALUES ('sales', '0123456789ab', 5, 'log:sales:0:2:4', 'attempt', 4, '2026-11-24 00:40:00', []);
INSERT INTO {database}.`unified_ledger` VALUES ('sales', '0123456789ab', 'stream', 0, 'sales', 0, 2, 48, 16, 14, 1, 1, 0, 3, 'the build before');
INSERT INTO {database}.`unified_quarantine` (log, p, offset, job, reason, raw, first_seen) VALUES ('sales', 0, 33, '', 'no number', 'x', '2026-11-24 00:10:00');
INSERT INTO {database}.`unified_claims` VALUES ('sales', '0123456789ab', 'collection', '01a2063b-59e6-7970-8f46-86d90763d02b', [3], [19000], {'sales': 4}, '2026-11-24 02:00:00', 1);
INSERT INTO {database}.`unified_jobs` VALUES ('sales', '0123456789ab', '2026-11-24 00:00:01', 'start-up', 'the job''s first version');
INSERT INTO {database}.`unified_versions` VALUES ('sales', '0123456789ab', '2026-11-24 00:00:00', ['sales'], ['shop.sales'], ['Json'], [1], [16], ['history/sales'], [1709164800000000], ['shop', 'n'], ['string', 'int64'], ['key', 'value'], 'definition');
INSERT INTO {database}.`unified_history` VALUES ('sales', '0123456789ab', 7, 'sales', 19780, ['a.parquet']);
