using LlmCourse.Kernel.Site;
using Xunit;

namespace LlmCourse.Kernel.Tests.Site;

public class CSharpHighlighterTests
{
    [Theory]
    [InlineData("var x = 1;", "<k>var</k> x = <n>1</n>;")]
    [InlineData("#!import course.csx", "<p>#!import course.csx</p>")]
    [InlineData("using var model = new Gpt(config);", "<k>using</k> <k>var</k> model = <k>new</k> <t>Gpt</t>(config);")]
    [InlineData("foreach (var step in trainer.Run()) ;", "<k>foreach</k> (<k>var</k> step <k>in</k> trainer.<m>Run</m>()) ;")]
    [InlineData("await Task.Delay(5);", "<k>await</k> <t>Task</t>.<m>Delay</m>(<n>5</n>);")]
    [InlineData("List<Tensor> all = []; // all", "<t>List</t>&lt;<t>Tensor</t>&gt; all = []; <c>// all</c>")]
    [InlineData("$\"a {b:0.0} c\"", "<s>$&quot;</s><s>a </s>{b:<s>0.0</s>}<s> c</s><s>&quot;</s>")]
    [InlineData("double Half(double x) => x / 2;", "<k>double</k> <m>Half</m>(<k>double</k> x) =&gt; x / <n>2</n>;")]
    [InlineData("record Point(int X);", "<k>record</k> <t>Point</t>(<k>int</k> X);")]
    [InlineData("model.Parameters.Count", "model.Parameters.Count")]
    public void WordsAreMarkedByWhatTheyAre(string source, string marked) => Assert.Equal(marked, Mark(source));

    [Theory]
    [InlineData("/* one\ntwo */ x")]
    [InlineData("var s = \"\"\"\n  <raw>\n  \"\"\";\r\nnext")]
    [InlineData("\"unfinished\n} } )) <T> & ' \\ \u0001")]
    [InlineData("#!import a.csx\n#r \"x.dll\"\n#if X\nno\n#endif")]
    [InlineData("")]
    [InlineData("\n\n  \n")]
    [InlineData("if (a) { foreach var $\"{ @ \n```")]
    public void NothingIsLostOrAdded(string source) =>
        Assert.Equal(source.ReplaceLineEndings("\n").Replace('\u0001', '\uFFFD'), PageReader.TextOf(string.Join('\n', CSharpHighlighter.Highlight(source))));

    [Fact]
    public void EachLineStandsForItself() =>
        Assert.Equal(["<span class=\"c\">/* one</span>", "<span class=\"c\">two */</span> x"], CSharpHighlighter.Highlight("/* one\ntwo */ x"));

    private static string Mark(string source) => System.Text.RegularExpressions.Regex.Replace(
        string.Join('\n', CSharpHighlighter.Highlight(source)), "<span class=\"(.)\">(.*?)</span>", "<$1>$2</$1>");
}
