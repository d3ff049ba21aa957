using System.Text;
using Unified.Columnar;
using Unified.TestKit;

namespace Unified.Core.Tests.Columnar;

[TestClass]
public sealed class TextDictionaryTests
{
    [TestMethod]
    public void Texts_are_numbered_by_first_appearance_and_found_again()
    {
        var random = TestSeed.Take().Random();
        var texts = new TextDictionary();
        for (var life = 0; life < 3; life++)
        {
            var expected = new List<string>();
            for (var i = 0; i < 5_000; i++)
            {
                var text = random.Next(20) switch
                {
                    0 => "",
                    1 => new string('ü', random.Next(300)),
                    2 => "日本😀" + random.Next(9),
                    _ => $"K{random.Next(2_000)}"
                };
                if (!expected.Contains(text))
                {
                    expected.Add(text);
                }

                var id = i % 2 == 0 ? texts.Intern(text) : texts.Intern(Encoding.UTF8.GetBytes(text));
                Assert.AreEqual(text, expected[id]);
                Assert.AreEqual(text, Encoding.UTF8.GetString(texts[id]));
            }

            Assert.AreEqual(expected.Count, texts.Count);
            texts.Clear();
            Assert.AreEqual(0, texts.Count);
        }
    }
}
