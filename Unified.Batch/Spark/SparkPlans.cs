using Unified.Batch.Spark.Protocol;

namespace Unified.Batch.Spark;

/// <summary>What Spark is asked to do, as its messages.</summary>
internal static class SparkPlans
{
    /// <summary>One statement: as the root of a plan Spark runs any, those without rows too, which answer with a batch of none.</summary>
    public static Plan Sql(string sql) => new() { Root = Relation(sql) };

    /// <summary>Writes the rows of a query as Parquet files, in place of what lies there.</summary>
    public static Plan WriteParquet(string sql, string path, IEnumerable<string> partitionColumns)
    {
        var write = new WriteOperation
        {
            Input = Relation(sql),
            Source = "parquet",
            Path = path,
            // So that it may be begun again.
            Mode = WriteOperation.Types.SaveMode.Overwrite,
            Options = { ["compression"] = "zstd" },
        };
        write.PartitioningColumns.AddRange(partitionColumns);
        return new() { Command = new Command { WriteOperation = write } };
    }

    private static Relation Relation(string sql) => new() { Sql = new SQL { Query = sql } };
}
