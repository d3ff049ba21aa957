namespace Unified.Architecture.Tests.Folders;

/// <summary>A line of one folder that uses a type of another.</summary>
/// <param name="From">The folder of the line.</param>
/// <param name="To">The folder that declares the type.</param>
/// <param name="File">The file of the line, from the root of the repository.</param>
/// <param name="Line">Counted from 1.</param>
/// <param name="Type">The type that is named, or whose member is used.</param>
internal sealed record Reference(string From, string To, string File, int Line, string Type)
{
    public override string ToString() => $"{File}:{Line} uses {Type} ({From} -> {To})";
}
