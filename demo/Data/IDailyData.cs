namespace Unified.Demo.Data;

/// <summary>
/// Events that any engine can select by the day: the truth that jobs are compared with, and what history is written from.
/// </summary>
internal interface IDailyData
{
    /// <summary>The column of event time.</summary>
    string TimeColumn { get; }

    /// <summary>DuckDB SQL whose columns are those of the source, times as TIMESTAMP in UTC.</summary>
    string Select(DayRange days);
}
