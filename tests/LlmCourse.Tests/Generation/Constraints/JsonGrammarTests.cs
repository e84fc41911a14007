using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmCourse.Generation.Constraints;
using LlmCourse.Runtime;
using Xunit;

namespace LlmCourse.Tests.Generation.Constraints;

public class JsonGrammarTests
{
    private static readonly string[] Documents =
    [
        "{}", "{ }", """{"a":1}""", """{"a": [1, -2.5e+10, 0, 0.1, 3E4], "b": {"c": null, "d": [true, false, []]}}""", "{\n  \"a\" : \"b\\n\\u00e9\\\"\\\\\" ,\r\n\t\"\":{} }",
        """{"é":"日本語 😀","x":"\uD7FF\ue000"}""", """{"a":[[[[{}]]]]}""",
    ];

    [Fact]
    public void ObjectsAreLetThroughAndEachOfTheirBeginningsCanBeMadeWhole()
    {
        foreach (var document in Documents)
        {
            GrammarState? state = JsonGrammar.AnyObject;
            var bytes = Encoding.UTF8.GetBytes(document);
            for (var i = 0; i < bytes.Length; i++)
            {
                Assert.False(state!.IsComplete);
                byte[] whole = [.. bytes[..i], .. state.Shortest()];
                Assert.Equal(state.ShortestLength, whole.Length - i);
                Assert.True(state.Next(state.Shortest())!.IsOver);
                Parse(whole);
                state = state.Next(bytes[i]);
            }

            Assert.True(state!.IsOver && state.IsComplete);
            Assert.Null(state.Next((byte)' '));
        }
    }

    [Theory]
    [InlineData("[]")]
    [InlineData(" {}")]
    [InlineData("{,")]
    [InlineData("{\"a\"}")]
    [InlineData("{\"a\":}")]
    [InlineData("{\"a\":01")]
    [InlineData("{\"a\":-}")]
    [InlineData("{\"a\":1.}")]
    [InlineData("{\"a\":1e}")]
    [InlineData("{\"a\":+1")]
    [InlineData("{\"a\":.5")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\":[1,]")]
    [InlineData("{\"a\":[1}")]
    [InlineData("{\"a\":tru}")]
    [InlineData("{\"a\":True")]
    [InlineData("{\"a\":NaN")]
    [InlineData("{a")]
    [InlineData("{'a'")]
    [InlineData("{\"a\n")]
    [InlineData("{\"\\x")]
    [InlineData("{\"\\u12g")]
    [InlineData("{\"\\ud8")]
    [InlineData("{\"\\uDF")]
    [InlineData("{}}")]
    public void WhatIsNoObjectIsNot(string text) => Assert.Null(JsonGrammar.AnyObject.Next(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData(0x80)]
    [InlineData(0xC0, 0x80)]
    [InlineData(0xE0, 0x80)]
    [InlineData(0xED, 0xA0)]
    [InlineData(0xF0, 0x80)]
    [InlineData(0xF4, 0x90)]
    [InlineData(0xF5)]
    [InlineData(0xC3, 0x22)]
    public void StringsAreUtf8(params int[] bytes) => Assert.Null(JsonGrammar.AnyObject.Next([(byte)'{', (byte)'"', .. bytes.Select(value => (byte)value)]));

    [Fact]
    public void WhatIsLetThroughParsesWhateverItIs()
    {
        var random = new SeededRandom(42);
        var alphabet = Encoding.UTF8.GetBytes("{}[]\":,\\ntrufalse0123.-eE \nédu😀");
        for (var run = 0; run < 400; run++)
        {
            var (state, text) = (JsonGrammar.AnyObject, new List<byte>());
            for (var tries = 0; tries < 300 && !state.IsOver; tries++)
            {
                var next = alphabet[random.NextInt32(alphabet.Length)];
                if (state.Next(next) is { } after)
                {
                    text.Add(next);
                    state = after;
                }
            }

            text.AddRange(state.Shortest());
            Parse([.. text]);
        }
    }

    [Fact]
    public void NestingHasAnEnd()
    {
        var state = JsonGrammar.AnyObject.Next(Encoding.UTF8.GetBytes("{\"a\":" + new string('[', 31)));
        Assert.NotNull(state);
        Assert.Null(state.Next((byte)'['));
        Assert.Null(state.Next((byte)'{'));
    }

    [Fact]
    public void ASchemaSaysWhichFieldsThereAre()
    {
        var start = JsonGrammar.FromSchema(JsonNode.Parse("""
            {"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer"},"size":{"enum":["s","m","ml"]},"ok":{"type":"boolean"},
             "tags":{"type":"array","items":{"type":"string"}},"at":{"type":"object","properties":{"x":{"type":"number"}}}},"required":["name"],"additionalProperties":false}
            """));
        Assert.True(Accepts("""{"name":"Ada","age":-36,"size":"ml","ok":true,"tags":["a","b"],"at":{"x":1.5e3}}"""));
        Assert.True(Accepts("""{ "name" : "" , "age" : 0 , "size" : "s" , "ok" : false , "tags" : [ ] , "at" : { "x" : 0 } }"""));
        Assert.False(Accepts("""{"age":36"""));
        Assert.False(Accepts("""{"name":36"""));
        Assert.False(Accepts("""{"name":"Ada","age":3.6"""));
        Assert.False(Accepts("""{"name":"Ada","age":3,"size":"l"""));
        Assert.False(Accepts("""{"name":"Ada","age":3,"size":"s","ok":true,"tags":[1"""));
        Assert.False(Accepts("""{"name":"Ada"}"""));
        Parse(start.Shortest());

        bool Accepts(string text) => start.Next(Encoding.UTF8.GetBytes(text)) is { } state && (state.IsOver || !text.EndsWith('}'));
    }

    [Theory]
    [InlineData("null", "must be one of an object")]
    [InlineData("""{"type":"string"}""", "must be one of an object")]
    [InlineData("""{"type":"object"}""", "schema.properties must be an object")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"date"}}}""", "schema.properties.a.type is 'date'")]
    [InlineData("""{"type":"object","properties":{"a":{"type":["string","null"]}}}""", "schema.properties.a.type must be one of")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string","pattern":"x"}}}""", "schema.properties.a.pattern is not supported")]
    [InlineData("""{"type":"object","properties":{"a":{"enum":[]}}}""", "schema.properties.a.enum must be a list of strings")]
    [InlineData("""{"type":"object","properties":{"a":true}}""", "schema.properties.a must be an object")]
    [InlineData("""{"type":"object","additionalProperties":true,"properties":{"a":{"type":"null"}}}""", "additionalProperties can only be false")]
    public void ASchemaThatIsNotSupportedIsNamedByItsPath(string schema, string message) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => JsonGrammar.FromSchema(JsonNode.Parse(schema))).Message, StringComparison.Ordinal);

    private static void Parse(byte[] text)
    {
        using var document = JsonDocument.Parse(text);
        Assert.Equal(JsonValueKind.Object, document.RootElement.ValueKind);
        Walk(document.RootElement);

        static void Walk(JsonElement element)
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.String:
                    Assert.NotNull(element.GetString()); // throws where half a character stands
                    break;
                case JsonValueKind.Array:
                    element.EnumerateArray().ToList().ForEach(Walk);
                    break;
                case JsonValueKind.Object:
                    element.EnumerateObject().ToList().ForEach(field => Walk(field.Value));
                    break;
                default:
                    break;
            }
        }
    }
}
