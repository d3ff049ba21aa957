namespace Unified.Hosting.Scaffolding;

/// <summary>The C# type that a field's values fit.</summary>
internal abstract record CodeType;

/// <summary>A value.</summary>
/// <param name="CSharp">The type: <c>int</c>.</param>
/// <param name="Attribute">What its property needs: <c>Precision(18, 2)</c>; or null.</param>
internal sealed record ScalarType(string CSharp, string? Attribute = null) : CodeType
{
    public static readonly ScalarType Time = new("DateTime");
    public static readonly ScalarType Day = new("DateOnly");
    public static readonly ScalarType Text = new("string");
}

/// <summary>A record of its own.</summary>
/// <param name="Fields">Its fields, in the order in which they were first seen.</param>
internal sealed record RecordType(IReadOnlyList<CodeField> Fields) : CodeType;

/// <summary>A list.</summary>
/// <param name="Element">What it holds: values or records.</param>
/// <param name="NullableElement">True when an element may be null.</param>
internal sealed record ListType(CodeType Element, bool NullableElement) : CodeType;

/// <summary>An object whose names are data.</summary>
/// <param name="Value">What it holds.</param>
/// <param name="NullableValue">True when a value may be null.</param>
internal sealed record MapType(CodeType Value, bool NullableValue) : CodeType;

/// <summary>A field of a record.</summary>
/// <param name="Json">Its name in JSON.</param>
/// <param name="Type">Its type, without null.</param>
/// <param name="Nullable">True when it may be null or missing.</param>
internal sealed record CodeField(string Json, CodeType Type, bool Nullable);

/// <summary>What was learnt of records.</summary>
/// <param name="Record">Their fields.</param>
/// <param name="TextOfNumbers">True when some text is a number, true or false in other records.</param>
/// <param name="LeftOut">Fields that no type fits, and why: they are ignored by the source, and kept in the archive.</param>
internal sealed record Inference(RecordType Record, bool TextOfNumbers, IReadOnlyList<(string Path, string Reason)> LeftOut);
