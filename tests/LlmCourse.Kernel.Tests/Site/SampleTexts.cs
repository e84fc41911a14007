using LlmCourse.Kernel.Site;

namespace LlmCourse.Kernel.Tests.Site;

/// <summary>Texts beside the chapters, with every form of a term that a glossary may have.</summary>
internal static class SampleTexts
{
    public static SiteText Glossary { get; } = new("glossary",
        """
        # Glossary

        Words of the field, in a sentence each.

        ## A to L

        **byte**: eight bits; a text in UTF-8 is a row of them. See [chapter 01](01-text-to-tokens.ipynb#bytes).

        - **mean squared error** (MSE) - the mean of the squares.

        ## M to Z

        ### token

        A piece of text with a number.
        Chapter 01, [Bytes](01-text-to-tokens.ipynb#bytes).

        ### bias, length

        What makes a long answer look better.

        ### gate, of an expert

        How much of an expert's answer counts.
        """);

    public static SiteText Workshops { get; } = new("workshops",
        """
        # Preparing a workshop

        Begin with [tokens](01-text-to-tokens.ipynb), then [the loop](04-pretraining.ipynb#the-loop); words are in the [glossary](glossary.md#token).

        ## What is needed

        | What | How much |
        |:--|--:|
        | memory | $2 \cdot 10^9$ bytes |

        ```
        dotnet run --project lib/LlmCourse.Kernel -- a line of a command that is too long for any small screen, and scrolls in itself
        ```

        ## Elsewhere

        [The data](../datasets/README.md), [a chapter that is not there](99-none.ipynb), [the repository's page](../README.md), [the web](https://example.org/).
        """);
}
