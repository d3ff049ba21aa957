using System.Collections.Immutable;
using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Plans;
using Unified.Serving.Schema;

namespace Unified.Serving.Rows;

/// <summary>What both layers write.</summary>
internal sealed partial class ClickHouseStatements
{
    public Task<IReadOnlyDictionary<LogPartition, long>> NewestEpochsAsync(VersionKey key, CancellationToken cancellation) =>
        new LedgerSums(Database).NewestAsync(key, cancellation);

    public Task<IReadOnlyDictionary<LogPartition, TimeSpan>> SilentAsync(VersionKey key, CancellationToken cancellation) =>
        new LedgerSums(Database).SilentAsync(key, cancellation);

    public Task InsertStreamAsync(
        JobPlan plan, StreamBucket bucket, IReadOnlyList<(EpochRows Rows, long Covered)> epochs, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var constants = Constants(plan.Rows);
        var body = new ArrowBody(plan.Rows, [.. constants.Select(c => (c.Name, c.Type))]);
        foreach (var (rows, covered) in epochs)
        {
            body.Add(rows.Rows, [.. constants.Select(c => c.Value(rows.Ledger.Epoch, covered))]);
        }

        return Database.InsertAsync($"{Tables(plan).Stream} ({body.Columns})", "ArrowStream", body.ToBytes(), cancellation);
    }

    public async Task<long> InsertStagedAsync(
        JobPlan plan, SliceRows slice, string attempt, int number, IReadOnlyList<RecordBatch> rows, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var body = new ArrowBody(plan.Rows, (SystemColumns.Generation, UInt64Type.Default), (SystemColumns.Slice, StringType.Default),
            (SystemColumns.Attempt, StringType.Default));
        foreach (var batch in rows)
        {
            body.Add(batch, slice.Generation, slice.Slice.Name, attempt);
        }

        await Database.InsertOnceAsync($"{Tables(plan).Staging} ({body.Columns})", "ArrowStream", body.ToBytes(), cancellation,
            string.Create(CultureInfo.InvariantCulture, $"{attempt}-{number}")).ConfigureAwait(false);
        return body.Rows;
    }

    // The row of an event says itself which partition it is of.
    private static ImmutableArray<(string Name, IArrowType Type, Func<EpochId, long, object> Value)> Constants(RowLayout rows) =>
    [
        .. rows.Kind == RowKind.Emission ? [] : new (string, IArrowType, Func<EpochId, long, object>)[]
        {
            (SystemColumns.Log, StringType.Default, (e, _) => e.Partition.Log),
                (SystemColumns.Partition, Int32Type.Default, (e, _) => e.Partition.Number),
        },
        (SystemColumns.Epoch, Int64Type.Default, (e, _) => e.Epoch), (SystemColumns.Covered, Int64Type.Default, (_, covered) => covered),
    ];
}
