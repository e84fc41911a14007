using LlmCourse.Scaling;
using Xunit;

namespace LlmCourse.Tests.Scaling;

public class RunTableTests
{
    [Fact]
    public void ColumnsAreFoundByNameInAnyOrderAmongOthers()
    {
        var table = Read("run,Validation Loss,seed,model_size,\"Training Tokens\"", "a,3.5,42,1e6,2e7", "", "# a remark", "b,3.25,43,2000000,4e7");
        Assert.Equal([new ScalingRun(1e6, 2e7, 3.5), new ScalingRun(2e6, 4e7, 3.25)], table.Runs);
        Assert.Empty(table.Warnings);
    }

    [Fact]
    public void TokensFollowFromOperationsWhereTheyAreMissing() =>
        Assert.Equal(new ScalingRun(1e6, 2e7, 3.5), Assert.Single(Read("Model Size,Training FLOP,loss", "1e6,1.2e14,3.5").Runs));

    [Fact]
    public void TheCoursesOwnNameComesFirst() =>
        Assert.Equal(3.5, Assert.Single(Read("parameters,tokens,validation loss,loss", "1,2,9,3.5").Runs).Loss);

    [Fact]
    public void QuotedTextMayHaveCommas() =>
        Assert.Equal(3.5, Assert.Single(Read("change,parameters,tokens,loss", "\"wide, \"\"deep\"\"\",1,2,3.5").Runs).Loss);

    [Fact]
    public void AMissingColumnIsNamedWithWhatIsThere()
    {
        Refuses("runs.csv, line 1: there is no column 'loss'. The columns are: parameters, tokens. Needed are parameters, tokens (or flops) and loss.", "parameters,tokens", "1,2");
        Refuses("runs.csv, line 2: there is no column 'parameters'. Is it 'paramters'? Then call it parameters.", "# header below", "paramters,tokens,loss", "1,2,3");
        Refuses("runs.csv, line 1: there is no column 'tokens'.", "parameters,loss", "1,2");
    }

    [Theory]
    [InlineData("70B", "'70B' is no number. Write 70e9.")]
    [InlineData("1.4T", "'1.4T' is no number. Write 1.4e12.")]
    [InlineData("many", "'many' is no number.")]
    [InlineData("", "the value is missing.")]
    [InlineData("0", "0 is not above zero, as tokens must be.")]
    [InlineData("-2e9", "-2e9 is not above zero, as tokens must be.")]
    [InlineData("NaN", "'NaN' is not a finite number. Leave out runs that failed.")]
    [InlineData("Infinity", "'Infinity' is not a finite number. Leave out runs that failed.")]
    [InlineData("1e999", "'1e999' is not a finite number. Leave out runs that failed.")]
    [InlineData("\"1,5\"", "'1,5' has a comma, but a number needs a decimal point and no separators of thousands, like 3.14 or 1000000.")]
    public void AValueThatIsNoPositiveNumberIsNamedByLineAndColumn(string value, string problem) =>
        Refuses($"runs.csv, line 3, column 'tokens' (the second): {problem}", "parameters,tokens,loss", "1,2,3", $"1,{value},3");

    [Theory]
    [InlineData("parameters;tokens;loss", "1e6;2e7;3,14", "semicolons")]
    [InlineData("parameters\ttokens\tloss", "1e6\t2e7\t3.14", "tabs")]
    public void AnotherSeparatorIsRecognised(string header, string line, string found) =>
        Refuses($"runs.csv, line 1: the columns are separated by {found}, but a comma is needed, and points in the numbers", header, line);

    [Fact]
    public void ADecimalCommaIsRecognisedByItsExtraValue() => Refuses(
        "runs.csv, line 2: there are 4 values, but the header names 3 columns. If the numbers have a decimal comma, write a point: 3.14.", "parameters,tokens,loss", "1e6,2e7,3,14");

    [Fact]
    public void AShortLineIsNamed() => Refuses("runs.csv, line 2: there are 2 values, but the header names 3 columns.", "parameters,tokens,loss", "1e6,2e7");

    [Fact]
    public void AnEmptyTableIsRefused()
    {
        Refuses("runs.csv has no runs: it needs a header like parameters,tokens,loss and a line for each run.");
        Refuses("runs.csv has no runs", "parameters,tokens,loss");
    }

    [Fact]
    public void RepeatedRunsAreWarnedOfWithTheirLines()
    {
        var table = Read("parameters,tokens,loss", "1,2,3", "4,5,6", "1,2,3", "1.0,2.0,3.00");
        Assert.Equal(4, table.Runs.Count);
        Assert.StartsWith("runs.csv: lines 2, 4, 5 are the same run.", Assert.Single(table.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void AFileIsReadWithItsMarkAndWindowsLineEnds()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "\uFEFFparameters,tokens,loss\r\n1,2,3\r\n");
            Assert.Equal(new ScalingRun(1, 2, 3), Assert.Single(RunTable.ReadCsv(path).Runs));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void AFileThatIsNotThereAndAFolderAreNamed()
    {
        Assert.StartsWith("There is no file nowhere.csv", Assert.Throws<RunTableException>(() => RunTable.ReadCsv("nowhere.csv")).Message, StringComparison.Ordinal);
        Assert.Throws<RunTableException>(() => RunTable.ReadCsv(Path.GetTempPath()));
    }

    private static RunTable Read(params string[] lines) => RunTable.Parse(lines, "runs.csv");

    private static void Refuses(string message, params string[] lines) =>
        Assert.StartsWith(message, Assert.Throws<RunTableException>(() => Read(lines)).Message, StringComparison.Ordinal);
}
