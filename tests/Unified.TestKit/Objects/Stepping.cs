using System.Diagnostics;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;
using Unified.Definition;

namespace Unified.TestKit.Objects;

/// <summary>
/// Lets a debugger stop at the clauses of a query. The C# compiler makes data of a query's lambdas, to which no breakpoint binds; so each
/// clause is called through a method of its own, whose symbols say that it stands on the clause's line. Immutable; thread-safe.
/// </summary>
internal sealed class Stepping
{
    private static readonly Guid CSharp = new("3f5162f8-07c6-11d3-9053-00c04fa302a1");
    private static readonly Guid Sha256 = new("8829d00f-11b8-4213-878b-770e8597ac16");

    private readonly Dictionary<DefinitionStep, Clause> _clauses;

    private Stepping(Dictionary<DefinitionStep, Clause> clauses) => _clauses = clauses;

    private delegate object? Clause(Func<object?[], object?> clause, object?[] row, object? value);

    /// <summary>Methods for the clauses whose place is known.</summary>
    /// <param name="steps">The clauses, and what each calls its row.</param>
    public static Stepping Of(IEnumerable<(DefinitionStep Step, string Name)> steps)
    {
        var placed = steps.Where(s => s.Step.Place is { Path: not null }).DistinctBy(s => s.Step, ReferenceEqualityComparer.Instance)
            .ToList();
        return placed.Count == 0 ? new Stepping(new(ReferenceEqualityComparer.Instance)) : new Stepping(Emitted(placed));
    }

    /// <summary>The same function, called through the clause's line.</summary>
    public Func<object?[], object?> Through(DefinitionStep step, Func<object?[], object?> value) =>
        _clauses.TryGetValue(step, out var clause) ? row => clause(value, row, row[0]) : value;

    private static Dictionary<DefinitionStep, Clause> Emitted(IReadOnlyList<(DefinitionStep Step, string Name)> steps)
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName("Unified.TestKit.Clauses"), typeof(object).Assembly);
        // Optimized code would be put into its caller, and nothing stops there.
        assembly.SetCustomAttribute(new CustomAttributeBuilder(
            typeof(DebuggableAttribute).GetConstructor([typeof(DebuggableAttribute.DebuggingModes)])!,
            [DebuggableAttribute.DebuggingModes.Default | DebuggableAttribute.DebuggingModes.DisableOptimizations]));
        var module = assembly.DefineDynamicModule("Unified.TestKit.Clauses");
        var type = module.DefineType("Clauses", TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed);
        var files = new Dictionary<string, SourceLines>(StringComparer.Ordinal);
        for (var i = 0; i < steps.Count; i++)
        {
            var place = steps[i].Step.Place!.Value;
            if (!files.TryGetValue(place.Path!, out var file))
            {
                files[place.Path!] = file = SourceLines.Of(module, place.Path!);
            }

            Emit(type.DefineMethod(Name(i, steps[i].Step), MethodAttributes.Public | MethodAttributes.Static, typeof(object),
                [typeof(Func<object?[], object?>), typeof(object?[]), typeof(object)]), steps[i].Name, file, place.Line);
        }

        type.CreateType();
        var made = Loaded(assembly).GetType("Clauses")!;
        return steps.Select((s, i) => (s.Step, Clause: made.GetMethod(Name(i, s.Step))!.CreateDelegate<Clause>()))
            .ToDictionary(s => s.Step, s => s.Clause, (IEqualityComparer<DefinitionStep>)ReferenceEqualityComparer.Instance);
    }

    private static void Emit(MethodBuilder method, string name, SourceLines file, int line)
    {
        method.DefineParameter(1, ParameterAttributes.None, "clause");
        method.DefineParameter(2, ParameterAttributes.None, "row");
        method.DefineParameter(3, ParameterAttributes.None, name);
        var (first, last) = file.Columns(line);
        var il = method.GetILGenerator();
        il.MarkSequencePoint(file.Document, line, first, line, last);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Callvirt, typeof(Func<object?[], object?>).GetMethod("Invoke")!);
        il.Emit(OpCodes.Ret);
    }

    private static string Name(int number, DefinitionStep step) => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"{step.GetType().Name.Replace("Step", "", StringComparison.Ordinal)}{number}");

    private static Assembly Loaded(PersistedAssemblyBuilder assembly)
    {
        var metadata = assembly.GenerateMetadata(out var il, out _, out var symbols);
        var pdb = new BlobBuilder();
        var portable = new PortablePdbBuilder(symbols, metadata.GetRowCounts(), default);
        var directory = new DebugDirectoryBuilder();
        directory.AddCodeViewEntry("Unified.TestKit.Clauses.pdb", portable.Serialize(pdb), portable.FormatVersion);
        var pe = new BlobBuilder();
        new ManagedPEBuilder(PEHeaderBuilder.CreateLibraryHeader(), new MetadataRootBuilder(metadata), il, debugDirectoryBuilder: directory)
            .Serialize(pe);
        return Assembly.Load(pe.ToArray(), pdb.ToArray());
    }

    // The text of a file, where it is there: what a debugger marks, and how it knows that it is the same.
    private sealed record SourceLines(System.Diagnostics.SymbolStore.ISymbolDocumentWriter Document, string[] Lines)
    {
        public static SourceLines Of(ModuleBuilder module, string path)
        {
            var document = module.DefineDocument(path, CSharp);
            if (!File.Exists(path))
            {
                return new SourceLines(document, []);
            }

            document.SetCheckSum(Sha256, SHA256.HashData(File.ReadAllBytes(path)));
            return new SourceLines(document, File.ReadAllLines(path));
        }

        public (int First, int Last) Columns(int line) => line > Lines.Length || Lines[line - 1].Trim() is not { Length: > 0 } text
            ? (1, 2) : (Lines[line - 1].IndexOf(text, StringComparison.Ordinal) + 1, Lines[line - 1].TrimEnd().Length + 1);
    }
}
