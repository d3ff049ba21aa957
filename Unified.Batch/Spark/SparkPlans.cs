using Unified.Batch.Spark.Protocol;

namespace Unified.Batch.Spark;

/// <summary>What Spark is asked to do, as its messages.</summary>
internal static class SparkPlans
{
    /// <summary>One statement: as the root of a plan Spark runs any, those without rows too, which answer with a batch of none.</summary>
    public static Plan Sql(string sql) => new() { Root = Relation(sql) };

    /// <summary>A query over Parquet files, which it names by their aliases: no pattern is looked for in a path.</summary>
    public static Plan Sql(string sql, IReadOnlyList<SparkTable> tables)
    {
        if (tables.Count == 0)
        {
            return Sql(sql);
        }

        var with = new WithRelations { Root = Relation(sql) };
        foreach (var table in tables)
        {
            var files = new Read.Types.DataSource { Format = "parquet" };
            files.Paths.AddRange(table.Files);
            var input = new Relation { Read = new Read { DataSource = files } };
            if (table.RowNumber is { } number)
            {
                // What Spark knows of a file it does not pass on through a name of it.
                input = new Relation { Project = new Project { Input = input } };
                input.Project.Expressions.AddRange(new[] { "*", $"_metadata.row_index AS {Unified.Sql.Spark.Identifier(number)}" }
                    .Select(e => new Expression { ExpressionString = new() { Expression = e } }));
            }

            with.References.Add(new Relation { SubqueryAlias = new SubqueryAlias { Input = input, Alias = table.Alias } });
        }

        return new() { Root = new Relation { WithRelations = with } };
    }

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
