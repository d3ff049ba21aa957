using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Unified.TestKit.Tests;

/// <summary>A job that breaks its promise is found, and the failure is a test that shows it.</summary>
[TestClass]
[DoNotParallelize]
public sealed class WrongJobTests
{
    private static readonly DateTime Day = new(2026, 3, 2, 0, 0, 0, DateTimeKind.Utc);

    [TestMethod]
    public void A_function_that_counts_its_calls_is_found() => Found<CountedTotals>();

    [TestMethod]
    public void A_function_of_the_event_before_is_found_by_cuts_alone()
    {
        JobTest.For<Changes>().Given(SalesOfADay(TestSeed.Take().Random())).Answer<ShopTotal>();
        Found<Changes>();
    }

    private static void Found<TJob>()
        where TJob : Definition.Job, new()
    {
        var sales = SalesOfADay(TestSeed.Take().Random());
        var failure = Assert.ThrowsExactly<JobTestException>(() => JobTest.For<TJob>().Given(sales).CutInvariant());
        StringAssert.Contains(failure.Message, "[Deterministic]");
        var pasted = failure.Message[failure.Message.IndexOf("[TestMethod]", StringComparison.Ordinal)..];
        Assert.IsLessThan(sales.Count / 2, Regex.Count(pasted, "new Sale\\("), pasted);
        Fails(pasted);
    }

    private static List<Sale> SalesOfADay(Random random) => [.. Enumerable.Range(0, 60).Select(i =>
        new Sale(Day.AddMinutes(i), "shop \"" + random.Next(3) + "\"", random.Next(1, 90)))];

    // The text compiles as it is, and what it tests fails.
    private static void Fails(string pasted)
    {
        var source = $$"""
            using System;
            using Microsoft.VisualStudio.TestTools.UnitTesting;
            using Unified.TestKit;
            using Unified.TestKit.Tests;

            public class Pasted
            {
            {{pasted}}
            }
            """;
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(f => MetadataReference.CreateFromFile(f));
        using var image = new MemoryStream();
        var result = CSharpCompilation.Create("pasted", [CSharpSyntaxTree.ParseText(source)], references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)).Emit(image);
        Assert.IsTrue(result.Success, $"{string.Join('\n', result.Diagnostics)}\n{source}");
        var type = Assembly.Load(image.ToArray()).GetType("Pasted")!;
        var test = type.GetMethods().Single(m => m.IsDefined(typeof(TestMethodAttribute)));
        var error = Assert.ThrowsExactly<TargetInvocationException>(() => test.Invoke(Activator.CreateInstance(type), []), source);
        Assert.IsInstanceOfType<JobTestException>(error.InnerException, error.ToString());
    }
}
