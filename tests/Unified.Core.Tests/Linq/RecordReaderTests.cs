using System.Text.Json.Serialization;
using Unified.Definition;
using Unified.Errors;
using Unified.Linq;

namespace Unified.Core.Tests.Linq;

[TestClass]
public sealed class RecordReaderTests
{
    [TestMethod]
    public void Records_in_records_are_columns_and_those_of_a_nullable_one_are_nullable()
    {
        var schema = SourceReader.Schema(new Source<Visit> { Topic = "t", EventTime = v => v.Meta.At });
        CollectionAssert.AreEqual(
            new[]
            {
                "Meta.At: timestamp", "Meta.Id: guid", "User: boolean", "User.Name: string?", "User.Home: boolean",
                    "User.Home.City: string?",
                "User.Age: int32?",
            },
            schema.Columns.Select(c => c.ToString()).ToArray());
        Assert.AreEqual("Meta.At", schema.EventTime);
    }

    [TestMethod]
    public void A_record_that_holds_itself_is_refused_once_for_each_way()
    {
        var error = Assert.ThrowsExactly<DefinitionException>(
            () => SourceReader.Schema(new Source<Node> { Topic = "t", EventTime = n => n.At }));
        Assert.AreEqual("UNI0064", error.Code);
        StringAssert.Contains(error.Message, "cannot hold itself");
    }

    [TestMethod]
    public void Two_columns_of_one_JSON_field_are_refused_by_name()
    {
        var error = Assert.ThrowsExactly<DefinitionException>(
            () => SourceReader.Schema(new Source<Twice> { Topic = "t", EventTime = n => n.At }));
        StringAssert.Contains(error.Message, "column 'B': it and 'A' are read from one JSON field, x.");
    }

    private sealed record Visit(Meta Meta, User? User);

    private sealed record Meta(DateTime At, Guid Id);

    private sealed record User(string Name, Address? Home, int Age);

    private sealed record Address(string City);

    private sealed record Node(DateTime At, Node? Next);

    private sealed record Twice(DateTime At, [property: JsonPropertyName("x")] int A, [property: JsonPropertyName("x")] int B);
}
