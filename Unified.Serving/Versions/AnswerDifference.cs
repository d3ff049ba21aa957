namespace Unified.Serving.Versions;

/// <summary>How the answers of two versions differ, over the columns that both have.</summary>
/// <param name="OnlyOld">Rows whose key and window only the old version has.</param>
/// <param name="OnlyNew">Rows whose key and window only the new version has.</param>
/// <param name="Equal">Rows that both have, with the same values.</param>
/// <param name="Different">Rows that both have, with other values.</param>
/// <param name="Columns">For each column the rows in which it differs, most first; columns that never differ are left out.</param>
/// <param name="Examples">A few rows.</param>
internal sealed record AnswerDifference(
    long OnlyOld, long OnlyNew, long Equal, long Different, IReadOnlyList<(string Column, long Rows)> Columns,
        IReadOnlyList<DifferentAnswer> Examples);

/// <summary>A row that is not the same in two answers.</summary>
/// <param name="Keys">Keys and window, as people read them.</param>
/// <param name="InOld">True when the old answer has it.</param>
/// <param name="InNew">True when the new answer has it.</param>
/// <param name="Columns">The columns that differ with both values, null where there is none.</param>
internal sealed record DifferentAnswer(
    IReadOnlyList<(string Column, string Value)> Keys, bool InOld, bool InNew,
        IReadOnlyList<(string Column, string? Old, string? New)> Columns);
