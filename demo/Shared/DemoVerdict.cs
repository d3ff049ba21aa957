using System.Globalization;

namespace Unified.Demo.Shared;

/// <summary>What the demo ends with.</summary>
/// <param name="Rows">Rows of the merged views of all jobs.</param>
/// <param name="Equal">Of them, rows that the witness has too, equal in every column.</param>
/// <param name="Drift">Rows that are different, missing or too many.</param>
/// <param name="Quarantined">Records that could not be decoded.</param>
/// <param name="QuarantineExpected">Undecodable records that were produced.</param>
/// <param name="LedgerProblems">
/// Epochs of which a record is unaccounted for, and counts that are not those that were produced; empty when balanced.
/// </param>
/// <param name="Failures">Other promises of the demo that did not hold.</param>
internal sealed record DemoVerdict(
    long Rows, long Equal, long Drift, long Quarantined, long QuarantineExpected, IReadOnlyList<string> LedgerProblems,
        IReadOnlyList<string> Failures)
{
    /// <summary>Whom the rows are equal to.</summary>
    public string Witness { get; init; } = "an independent engine";

    public bool Holds => Rows > 0 && Drift == 0 && Equal == Rows && Quarantined == QuarantineExpected && LedgerProblems.Count == 0
        && Failures.Count == 0;

    public void Print(DemoConsole console)
    {
        foreach (var failure in Failures.Concat(LedgerProblems))
        {
            console.Bad(failure);
        }

        console.Result("rows", Text(Rows));
        console.Result($"equal to {Witness}", Text(Equal));
        console.Result("drift", Text(Drift));
        console.Result("quarantined", Text(Quarantined) + (Quarantined == QuarantineExpected ? ""
            : $" (produced: {Text(QuarantineExpected)})"));
        console.Result("ledger", LedgerProblems.Count == 0 ? "balanced" : "NOT balanced");
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
