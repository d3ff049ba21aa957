using Unified.Definition;
using Unified.Errors;
using Unified.Logical;
using Unified.Plans;
using Unified.TestKit.Events;
using Unified.Types;

namespace Unified.Core.Tests.Logical;

/// <summary>A group has at most 64 keys.</summary>
[TestClass]
public sealed class ManyKeysTests
{
    [TestMethod]
    public void Sixty_five_keys_are_refused_with_the_limit_and_the_way_out()
    {
        var refused = Refused(
            from t in Trades.Source
            group t by new
            {
                K00 = t.Quantity,
                K01 = t.Quantity,
                K02 = t.Quantity,
                K03 = t.Quantity,
                K04 = t.Quantity,
                K05 = t.Quantity,
                K06 = t.Quantity,
                K07 = t.Quantity,
                K08 = t.Quantity,
                K09 = t.Quantity,
                K10 = t.Quantity,
                K11 = t.Quantity,
                K12 = t.Quantity,
                K13 = t.Quantity,
                K14 = t.Quantity,
                K15 = t.Quantity,
                K16 = t.Quantity,
                K17 = t.Quantity,
                K18 = t.Quantity,
                K19 = t.Quantity,
                K20 = t.Quantity,
                K21 = t.Quantity,
                K22 = t.Quantity,
                K23 = t.Quantity,
                K24 = t.Quantity,
                K25 = t.Quantity,
                K26 = t.Quantity,
                K27 = t.Quantity,
                K28 = t.Quantity,
                K29 = t.Quantity,
                K30 = t.Quantity,
                K31 = t.Quantity,
                K32 = t.Quantity,
                K33 = t.Quantity,
                K34 = t.Quantity,
                K35 = t.Quantity,
                K36 = t.Quantity,
                K37 = t.Quantity,
                K38 = t.Quantity,
                K39 = t.Quantity,
                K40 = t.Quantity,
                K41 = t.Quantity,
                K42 = t.Quantity,
                K43 = t.Quantity,
                K44 = t.Quantity,
                K45 = t.Quantity,
                K46 = t.Quantity,
                K47 = t.Quantity,
                K48 = t.Quantity,
                K49 = t.Quantity,
                K50 = t.Quantity,
                K51 = t.Quantity,
                K52 = t.Quantity,
                K53 = t.Quantity,
                K54 = t.Quantity,
                K55 = t.Quantity,
                K56 = t.Quantity,
                K57 = t.Quantity,
                K58 = t.Quantity,
                K59 = t.Quantity,
                K60 = t.Quantity,
                K61 = t.Quantity,
                K62 = t.Quantity,
                K63 = t.Quantity,
                K64 = t.Quantity,
            }
            into g
            select new { N = g.Count() });
        Assert.AreEqual("UNI0039", refused.Code);
        StringAssert.Contains(refused.Message, "1 to 64 keys, the window among them");
        StringAssert.Contains(refused.Message, "concatenate keys when there are more");
    }

    [TestMethod]
    public void The_window_is_one_of_the_sixty_four()
    {
        var refused = Refused(
            from t in Trades.Source
            group t by new
            {
                Hour = Window.Tumbling(t.Time, TimeSpan.FromHours(1)),
                K00 = t.Quantity,
                K01 = t.Quantity,
                K02 = t.Quantity,
                K03 = t.Quantity,
                K04 = t.Quantity,
                K05 = t.Quantity,
                K06 = t.Quantity,
                K07 = t.Quantity,
                K08 = t.Quantity,
                K09 = t.Quantity,
                K10 = t.Quantity,
                K11 = t.Quantity,
                K12 = t.Quantity,
                K13 = t.Quantity,
                K14 = t.Quantity,
                K15 = t.Quantity,
                K16 = t.Quantity,
                K17 = t.Quantity,
                K18 = t.Quantity,
                K19 = t.Quantity,
                K20 = t.Quantity,
                K21 = t.Quantity,
                K22 = t.Quantity,
                K23 = t.Quantity,
                K24 = t.Quantity,
                K25 = t.Quantity,
                K26 = t.Quantity,
                K27 = t.Quantity,
                K28 = t.Quantity,
                K29 = t.Quantity,
                K30 = t.Quantity,
                K31 = t.Quantity,
                K32 = t.Quantity,
                K33 = t.Quantity,
                K34 = t.Quantity,
                K35 = t.Quantity,
                K36 = t.Quantity,
                K37 = t.Quantity,
                K38 = t.Quantity,
                K39 = t.Quantity,
                K40 = t.Quantity,
                K41 = t.Quantity,
                K42 = t.Quantity,
                K43 = t.Quantity,
                K44 = t.Quantity,
                K45 = t.Quantity,
                K46 = t.Quantity,
                K47 = t.Quantity,
                K48 = t.Quantity,
                K49 = t.Quantity,
                K50 = t.Quantity,
                K51 = t.Quantity,
                K52 = t.Quantity,
                K53 = t.Quantity,
                K54 = t.Quantity,
                K55 = t.Quantity,
                K56 = t.Quantity,
                K57 = t.Quantity,
                K58 = t.Quantity,
                K59 = t.Quantity,
                K60 = t.Quantity,
                K61 = t.Quantity,
                K62 = t.Quantity,
                K63 = t.Quantity,
            }
            into g
            select new { N = g.Count() });
        Assert.AreEqual("UNI0039", refused.Code);
    }

    [TestMethod]
    public void Sixty_four_keys_are_not_too_many()
    {
        var refused = Refused(
            from t in Trades.Source
            group t by new
            {
                K00 = t.Quantity,
                K01 = t.Quantity,
                K02 = t.Quantity,
                K03 = t.Quantity,
                K04 = t.Quantity,
                K05 = t.Quantity,
                K06 = t.Quantity,
                K07 = t.Quantity,
                K08 = t.Quantity,
                K09 = t.Quantity,
                K10 = t.Quantity,
                K11 = t.Quantity,
                K12 = t.Quantity,
                K13 = t.Quantity,
                K14 = t.Quantity,
                K15 = t.Quantity,
                K16 = t.Quantity,
                K17 = t.Quantity,
                K18 = t.Quantity,
                K19 = t.Quantity,
                K20 = t.Quantity,
                K21 = t.Quantity,
                K22 = t.Quantity,
                K23 = t.Quantity,
                K24 = t.Quantity,
                K25 = t.Quantity,
                K26 = t.Quantity,
                K27 = t.Quantity,
                K28 = t.Quantity,
                K29 = t.Quantity,
                K30 = t.Quantity,
                K31 = t.Quantity,
                K32 = t.Quantity,
                K33 = t.Quantity,
                K34 = t.Quantity,
                K35 = t.Quantity,
                K36 = t.Quantity,
                K37 = t.Quantity,
                K38 = t.Quantity,
                K39 = t.Quantity,
                K40 = t.Quantity,
                K41 = t.Quantity,
                K42 = t.Quantity,
                K43 = t.Quantity,
                K44 = t.Quantity,
                K45 = t.Quantity,
                K46 = t.Quantity,
                K47 = t.Quantity,
                K48 = t.Quantity,
                K49 = t.Quantity,
                K50 = t.Quantity,
                K51 = t.Quantity,
                K52 = t.Quantity,
                K53 = t.Quantity,
                K54 = t.Quantity,
                K55 = t.Quantity,
                K56 = t.Quantity,
                K57 = t.Quantity,
                K58 = t.Quantity,
                K59 = t.Quantity,
                K60 = t.Quantity,
                K61 = t.Quantity,
                K62 = t.Quantity,
                K63 = t.Quantity,
            }
            into g
            select new { N = g.Count() });
        // Not the number of keys: what is wrong is that they are not in the result.
        Assert.AreEqual("UNI0034", refused.Code);
    }

    private static DefinitionException Refused<T>(Query<T> query) =>
        Assert.ThrowsExactly<DefinitionException>(() => JobPlan.Create(new Wrapped<T>(query)));
}
