using System.Text.Json.Nodes;
using Unified.Core.Tests.Expressions;
using Unified.Core.Tests.Linq;
using Unified.Core.Tests.Logical;
using Unified.Errors;
using Unified.Json;
using Unified.Plans;

namespace Unified.Core.Tests.Json;

/// <summary>A document that is no plan is refused with the place of what is wrong.</summary>
[TestClass]
public sealed class JsonRefusalTests
{
    private const string Rows = "large_orders";
    private const string Groups = "product_hours";
    private const string First = "$.result.input.predicate.arguments[0]";

    [TestMethod]
    public void What_is_no_document_of_this_format_is_refused()
    {
        foreach (var text in new[] { "", "{", "no", """{"format":1,"format":1}""", new string('[', 5_000) })
        {
            Assert.AreEqual("UNI0060", Assert.ThrowsExactly<DefinitionException>(() => PlanJson.Read(text)).Code,
                text[..Math.Min(text.Length, 20)]);
        }

        Refused(Rows, "UNI0060", "$.format", d => d["format"] = 2);
        Refused(Rows, "UNI0061", "$.format", d => d["format"] = "1");
        Refused(Rows, "UNI0061", "$", d => d.AsObject().Remove("format"));
        Assert.AreEqual("UNI0061", Assert.ThrowsExactly<DefinitionException>(() => PlanJson.Read("[]")).Code);
    }

    [TestMethod]
    public void Unknown_nodes_properties_and_types_are_refused()
    {
        Refused(Rows, "UNI0061", "$", d => d["comment"] = "x");
        Refused(Rows, "UNI0061", "$.result.kind", d => d["result"]!["kind"] = "cells");
        Refused(Rows, "UNI0061", "$.result.input.node", d => d["result"]!["input"]!["node"] = "sort");
        Refused(Rows, "UNI0061", "$.result.input", d => d["result"]!["input"]!["limit"] = 3);
        Refused(Rows, "UNI0061", "$.result.input.input.source", d => d["result"]!["input"]!["input"]!["source"] = "nothing");
        Refused(Rows, "UNI0061", "$.sources[0].columns[1].type", d => d["sources"]![0]!["columns"]![1]!["type"] = "varchar");
        Refused(Rows, "UNI0061", "$.sources[0].format", d => d["sources"]![0]!["format"] = "Csv");
        Refused(Rows, "UNI0061", "$.result.columns[0]", d => d["result"]!["columns"]![0]!.AsObject().Remove("value"));
        Refused(Groups, "UNI0036", "$.result.columns[2]", d => d["result"]!["columns"]![2]!["aggregate"] = "Mode");
        Refused(Groups, "UNI0061", "$.result.columns[2].group", d => d["result"]!["columns"]![2]!["group"] = 2);
        Refused(Groups, "UNI0036", "$.result.columns", d => d["result"]!["columns"]![0]!["key"] = "customer", "UNI0034");
    }

    [TestMethod]
    public void Expressions_that_do_not_fit_are_refused()
    {
        Refused(Rows, "UNI0011", First, d => At(d)["call"] = "roughly");
        Refused(Rows, "UNI0016", First, d => At(d)["arguments"]!.AsArray().RemoveAt(1));
        Refused(Rows, "UNI0016", First, d => At(d)["arguments"]![1] = JsonNode.Parse("""{"constant":"x","type":"string"}"""));
        Refused(Rows, "UNI0015", First + ".arguments[1]", d => At(d)["arguments"]![1]!["type"] = "decimal(2,0)");
        Refused(Rows, "UNI0006", First + ".arguments[1]", d => At(d)["arguments"]![1]!["type"] = "decimal(38,2)");
        Refused(Rows, "UNI0061", First + ".arguments[1].cast.constant", d => At(d)["arguments"]![1]!["cast"]!["constant"] = "9.505");
        Refused(Rows, "UNI0061", First + ".arguments[1].cast.constant", d => At(d)["arguments"]![1]!["cast"]!["constant"] = null);
        Refused(Rows, "UNI0061", First + ".arguments[0].shared", d => At(d)["arguments"]![0]!["shared"] = 1);
        Refused(Rows, "UNI0061", "$.expressions[0].arguments[0].shared",
            d => d["expressions"]![0]!["arguments"]![0] = JsonNode.Parse("""{"shared":0}"""));
        Refused(Rows, "UNI0012", "$.result.columns", d => d["result"]!["columns"]![0]!["value"]!["column"] = "Item");
        Refused(Rows, "UNI0012", "$.result.columns", d => d["result"]!["columns"]![0]!["value"]!["type"] = "int32");
        Refused(Rows, "UNI0016", "$.result.input.predicate",
            d => d["result"]!["input"]!["predicate"] = JsonNode.Parse("""{"column":"Product","type":"string"}"""));
    }

    [TestMethod]
    public void What_no_front_end_may_say_is_refused_as_from_CSharp()
    {
        Refused(Rows, "UNI0030", "job 'Large Orders'", d => d["job"] = "Large Orders");
        Refused(Rows, "UNI0020", "$.sources[0]", d => d["sources"]![0]!["topic"] = "bad topic!");
        Refused(Rows, "UNI0022", "$.sources[0]", d => d["sources"]![0]!["epochLength"] = 1000);
        Refused(Rows, "UNI0024", "$.sources[0]", d => d["sources"]![0]!.AsObject().Remove("historyUntil"));
        Refused(Rows, "UNI0005", "$.sources[0]", d => d["sources"]![0]!["columns"]![4]!["type"] = "decimal(40,2)", "UNI0012", "UNI0012");
        Refused(Rows, "UNI0027", "$.sources[0]", d => d["sources"]![0]!["eventTime"] = "Product");
        Refused(Rows, "UNI0055", "$.sources[1].name", d => d["sources"]!.AsArray().Add(d["sources"]![0]!.DeepClone()));
        Refused(Rows, "UNI0033", "$.result.columns", d => d["result"]!["columns"]![1]!["name"] = "product", "UNI0052");
        Refused(Rows, "UNI0026", "$.result.columns", d => d["result"]!["columns"]![2]!["name"] = "_total");
        Refused(Rows, "UNI0052", "$.result.order", d => d["result"]!["order"]![0] = "price");
        Refused(Rows, "UNI0053", "$.result.keepDays", d => d["result"]!["keepDays"] = 0);
        Refused(Groups, "UNI0034", "key 'product'", d => d["result"]!["columns"]!.AsArray().RemoveAt(0));
        Refused(Groups, "UNI0038", "$.result.columns[5]", d => d["result"]!["columns"]![5]!["share"] = "1.5");
        Refused(Groups, "UNI0038", "$.result.columns[5]", d => d["result"]!["columns"]![5]!.AsObject().Remove("share"));
        Refused(Groups, "UNI0038", "$.result.columns[2]", d => d["result"]!["columns"]![2]!["share"] = "0.5");
        Refused(Groups, "UNI0051", "$.result.columns", d => d["result"]!["groups"]![1]!["keys"]![0]!["name"] = "item");
        Refused(Groups, "UNI0054", "$.result.columns[4]",
            d => d["result"]!["columns"]![4]!["argument"] = JsonNode.Parse("""{"column":"Seconds","type":"int32"}"""));
    }

    [TestMethod]
    public void All_mistakes_are_named_at_once() => Refused(Rows, "UNI0020", "$.sources[0]", d =>
    {
        d["sources"]![0]!["topic"] = "bad topic!";
        At(d)["call"] = "roughly";
        d["result"]!["columns"]![3]!["value"]!["call"] = "perhaps";
    }, "UNI0011", "UNI0011");

    [TestMethod]
    public void Another_definition_version_is_refused_and_none_is_any()
    {
        Refused(Rows, "UNI0063", "$.definitionVersion", d => d["definitionVersion"] = "000000000000");
        var changed = Document(Rows);
        changed["result"]!["keepDays"] = 31;
        changed.AsObject().Remove("definitionVersion");
        Assert.AreEqual(31, PlanJson.Read(changed.ToJsonString()).Logical.KeepDays);
    }

    [TestMethod]
    public void User_functions_that_are_not_here_or_have_changed_are_refused_by_name()
    {
        var query = Shop.Views.GroupBy(v => v.Product).Select(g => new { Product = g.Key, N = g.Sum(v => UserFunctions.Twice(v.Seconds)) });
        var json = PlanJson.Write(JobPlan.Create(Wrapped(query)));
        const string name = "Unified.Core.Tests.Expressions.UserFunctions.Twice(System.Int32)";
        var elsewhere = Assert.ThrowsExactly<DefinitionException>(() => PlanJson.Read(json, typeof(string).Assembly));
        Assert.AreEqual(("UNI0062", "$.functions[0]"), (elsewhere.Code, elsewhere.Node));
        StringAssert.StartsWith(elsewhere.Reason, name);

        var document = JsonNode.Parse(json)!;
        document["functions"]![0]!["code"] = "000000000000";
        var changed = Assert.ThrowsExactly<DefinitionException>(() => PlanJson.Read(document.ToJsonString(), GetType().Assembly));
        Assert.AreEqual(("UNI0062", "$.functions[0]"), (changed.Code, changed.Node));
        StringAssert.StartsWith(changed.Reason, $"{name} has other code here");

        document = JsonNode.Parse(json)!;
        document["result"]!["columns"]![1]!["argument"]!["arguments"]![0] = JsonNode.Parse("""{"column":"Product","type":"string"}""");
        var wrong = Assert.ThrowsExactly<DefinitionException>(() => PlanJson.Read(document.ToJsonString(), GetType().Assembly));
        Assert.AreEqual(("UNI0014", "$.result.columns[1].argument"), (wrong.Code, wrong.Node));
    }

    private static Wrapped<T> Wrapped<T>(Unified.Definition.Query<T> query) => new(query);

    private static JsonNode At(JsonNode document) => document["result"]!["input"]!["predicate"]!["arguments"]![0]!;

    private static JsonNode Document(string job) =>
        JsonNode.Parse(PlanJson.Write(JobPlan.Create(JsonJobs.All.Single(j => j.Name == job))))!;

    private static void Refused(string job, string code, string node, Action<JsonNode> change, params string[] more)
    {
        var document = Document(job);
        change(document);
        var error = Assert.ThrowsExactly<DefinitionException>(() => PlanJson.Read(document.ToJsonString()), $"{code} {node}");
        Assert.AreEqual($"{code} {node}", $"{error.Code} {error.Node}", error.Message);
        RefusalTests.HasAllParts(error, code, node);
        Assert.AreEqual(string.Join(' ', [code, .. more]), string.Join(' ', error.Mistakes.Select(m => m.Code)), error.Message);
    }
}
