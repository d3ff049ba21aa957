using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Unified.Definition;
using Unified.Plans;
using Unified.Serving.Api;
using Unified.Serving.Tests.Fixtures;

namespace Unified.Serving.Tests.Api;

/// <summary>A cursor is good for the request that it came from and for no other.</summary>
[TestClass]
public sealed class PageCursorTests
{
    private const string Request = "product=tea&null=price&from=2024-01-01&order=-price";

    private static readonly object?[] Place = [null, "tea", 5L, "orders", 1, 77L, 0];

    [TestMethod]
    public void It_gives_back_the_place_of_a_row_value_for_value()
    {
        var (plan, request) = Parse(new ShopEvents(), Request);
        Assert.AreEqual("price,product,time,_log,_p,_offset,_branch", string.Join(',', request.Order.Terms.Select(t => t.Field.Name)));
        foreach (var first in new object?[] { null, "-12.5", "99.02" })
        {
            object?[] place = [first, "O'Brien \0 😀", long.MinValue, "orders", int.MaxValue, long.MaxValue, 0];
            var read = PageCursor.Read(plan, request, PageCursor.After(plan, request, place).Text, out var wrong);
            Assert.AreEqual("", wrong);
            CollectionAssert.AreEqual(place, read!.Value.ToArray());
        }
    }

    [TestMethod]
    [DataRow("product=tea&null=price&from=2024-01-01&order=-price&limit=3")]
    [DataRow("null=price&from=2024-01-01T00:00:00Z&product=tea&order=-price&require=complete&product=tea")]
    public void The_length_of_a_page_and_the_order_of_the_parameters_may_change(string query) =>
        Assert.IsNotNull(Parse(new ShopEvents(), query, Cursor()).Request.After);

    [TestMethod]
    [DataRow("product=tea&null=price&from=2024-01-01")]
    [DataRow("product=tea&null=price&from=2024-01-01&order=price")]
    [DataRow("product=tea&null=price&order=-price")]
    [DataRow("product=tea&from=2024-01-01&order=-price")]
    [DataRow("product=tea&product=&null=price&from=2024-01-01&order=-price")]
    [DataRow("product=tea&null=price&from=2024-01-01&to=2024-01-02&order=-price")]
    public void It_is_refused_with_other_filters_times_or_order(string query) => Assert.EndsWith(
        "', which is a cursor of a request with other filters, other times or another order. Begin again without it.",
            Refused(new ShopEvents(), query, Cursor()));

    [TestMethod]
    public void It_is_refused_for_another_job_and_another_version_and_both_are_named()
    {
        var plan = JobPlan.Create(new ShopEvents());
        Assert.Contains("is a cursor of job 'shop_events', not of 'recent_orders'", Refused(new RecentOrders(), Request, Cursor()));
        Assert.Contains(
            $"is a cursor of definition {plan.Version}, and job 'shop_events' is {JobPlan.Create(new OtherShopEvents()).Version} here",
            Refused(new OtherShopEvents(), Request, Cursor()));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("nonsense")]
    [DataRow("_-_-")]
    [DataRow("%00")]
    public void What_no_answer_gave_is_refused(string text) =>
        Assert.Contains("is not a cursor that an answer gave as 'next'", Refused(new ShopEvents(), Request, Uri.EscapeDataString(text)));

    [TestMethod]
    [DataRow("[null,\"tea\",5,\"orders\",1,77]", DisplayName = "too short")]
    [DataRow("[null,\"tea\",5,\"orders\",1,77,0,0]", DisplayName = "too long")]
    [DataRow("[null,\"tea\",\"5\",\"orders\",1,77,0]", DisplayName = "a text for a time")]
    [DataRow("[null,null,5,\"orders\",1,77,0]", DisplayName = "null for a column without null")]
    [DataRow("[\"x\",\"tea\",5,\"orders\",1,77,0]", DisplayName = "no number")]
    [DataRow("[null,\"tea\",5,\"orders\",99999999999,77,0]", DisplayName = "too large a number")]
    [DataRow("[null,\"tea\",5,\"orders\",[1],77,0]", DisplayName = "a list")]
    public void A_place_that_no_row_can_have_is_refused(string place)
    {
        var text = Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(Cursor()));
        var forged = text[..text.IndexOf("null", StringComparison.Ordinal)] + place[1..];
        Assert.Contains("is not a cursor", Refused(new ShopEvents(), Request, WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(forged))));
    }

    [TestMethod]
    public void Groups_have_pages_in_the_order_of_keys_only()
    {
        Assert.IsTrue(Parse(new PlaceHours(), "order=-day").Request.Order.HasPages);
        Assert.IsFalse(Parse(new PlaceHours(), "order=-total").Request.Order.HasPages);
        Assert.Contains("in which rows change their places", Refused(new PlaceHours(), "order=-total", "x"));
    }

    private static string Cursor()
    {
        var (plan, request) = Parse(new ShopEvents(), Request);
        return PageCursor.After(plan, request, Place).Text;
    }

    private static (JobPlan Plan, RowsRequest Request) Parse(Job job, string query, string? after = null)
    {
        var plan = JobPlan.Create(job);
        var request = RowsRequest.Parse(plan, Query(query, after), out var problem);
        Assert.IsNull(problem, (problem as ProblemHttpResult)?.ProblemDetails.Detail);
        return (plan, request!);
    }

    private static string Refused(Job job, string query, string after)
    {
        Assert.IsNull(RowsRequest.Parse(JobPlan.Create(job), Query(query, after), out var problem));
        return ((ProblemHttpResult)problem!).ProblemDetails.Detail!;
    }

    private static QueryCollection Query(string query, string? after) =>
        new(QueryHelpers.ParseQuery(query + (after is null ? "" : $"&after={after}")));
}

/// <summary>Another version of <see cref="ShopEvents"/>.</summary>
public sealed class OtherShopEvents : Job<ShopEvent>
{
    public override string Name => "shop_events";

    public override Query<ShopEvent> Define() =>
        Shop.Orders.Select(o => new ShopEvent(o.At, o.Product, (int?)o.Pieces, (decimal?)o.Price)).ToQuery().OrderBy(e => e.Product)
            .ThenBy(e => e.Time);
}
