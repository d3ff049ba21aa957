using Unified.Epochs;
using System.Collections.Immutable;
using Unified.Logical;
using Unified.Types;

namespace Unified.Physical;

/// <summary>How the elements of a list become the rows that a branch works on. Immutable; thread-safe.</summary>
/// <param name="Below">What makes the rows that have the list: their columns are the time, those that are passed on, and the list.</param>
/// <param name="Element">The elements.</param>
/// <param name="Fields">The places of the fields that become columns, among all of an element.</param>
/// <param name="Columns">The columns of the rows: the time, those that are passed on, and those of the elements.</param>
internal sealed record ElementProgram(
    BranchProgram Below, ListElement Element, ImmutableArray<int> Fields, ImmutableArray<Field> Columns)
{
    /// <summary>How many columns are passed on, the time among them.</summary>
    public int Passed => Columns.Length - Fields.Length;

    public static ElementProgram Of(UnnestNode node, BranchProgram below)
    {
        var element = node.List.Type.Element!;
        return new ElementProgram(below, element, [.. node.Fields.Select(f => element.Fields.Items.IndexOf(f))],
            [new Field(LineageColumns.Time, DataType.Timestamp), .. node.Schema]);
    }
}
