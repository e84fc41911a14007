using TorchSharp;

namespace LlmCourse.Data;

/// <summary>
/// Sums with the work shown, column by column from the units: both digits, the carry that comes in, and the digit of the sum; then the last carry, an equals
/// sign, and the sum as people write it: "57+29=" goes on with "7 9 0 6 5 2 1 8 0 = 086". Each token needs a few others and never more than one carry.
/// The questions are those of <see cref="AdditionTasks"/>, so that equal seeds give equal examples. (Nye et al. 2021; Lee et al. 2023; chapter 13.)
/// </summary>
public sealed class ScratchpadSums : IBatchSource
{
    /// <summary>Tokens that a column needs: two digits, a carry, and a digit of the sum.</summary>
    private const int ColumnLength = 4;

    private const long NotAsked = -100, EqualsSign = 11;
    private readonly AdditionTasks sums;

    /// <summary>Shows the work of sums in plain order.</summary>
    /// <exception cref="ArgumentException">The sums are written in another order.</exception>
    public ScratchpadSums(AdditionTasks sums) => this.sums = sums.Order == DigitOrder.Plain
        ? sums
        : throw new ArgumentException($"A scratchpad ends with the sum as people write it, but these sums are {sums.Order}; pass sums in plain order.");

    /// <summary>Digits of each number that is added, D.</summary>
    public int Digits => sums.Digits;

    /// <summary>Tokens of a question, P.</summary>
    public int QuestionLength => sums.QuestionLength;

    /// <summary>Tokens of the work and the sum, A.</summary>
    public int AnswerLength => (ColumnLength * Digits) + 2 + sums.AnswerLength;

    /// <summary>Tokens that a model reads, T.</summary>
    public int Length => QuestionLength + AnswerLength - 1;

    /// <inheritdoc/>
    public BatchSamplerState State
    {
        get => sums.State;
        set => sums.State = value;
    }

    /// <inheritdoc/>
    public Batch Next()
    {
        using var batch = sums.Next();
        var rows = Rows(batch.Inputs).Select(row => row[..QuestionLength]).ToArray();
        long[][] texts = [.. rows.Select(question => (long[])[.. question, .. Answer(question)])];
        return new Batch(
            Rectangle([.. texts.Select(text => text[..^1])]), Rectangle([.. texts.Select(text => text[1..].Select((token, i) => i < QuestionLength - 1 ? NotAsked : token).ToArray())]));
    }

    /// <summary>Sums that are never trained on. Questions [count, P] and the right work with the sum [count, A], int64.</summary>
    public (torch.Tensor Questions, torch.Tensor Answers) Test(int count, int seed)
    {
        var (questions, plain) = sums.Test(count, seed);
        plain.Dispose();
        return (questions, Rectangle([.. Rows(questions).Select(question => Answer(question))]));
    }

    /// <summary>
    /// Work that somebody has begun, in which the carry into one column is wrong. Prompts, up to that carry; what follows from it; and what would be right. (Chapter 13.)
    /// </summary>
    /// <param name="count">Sums.</param>
    /// <param name="column">The column whose carry is wrong, from 0, the units, to the last, D − 1.</param>
    /// <param name="seed">Seed of the sums.</param>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public (torch.Tensor Prompts, torch.Tensor Following, torch.Tensor Right) Corrupted(int count, int column, int seed)
    {
        if (column < 0 || column >= Digits)
        {
            throw new ArgumentException($"The sums have columns 0 to {Digits - 1}, but the carry of column {column} was to be wrong.");
        }

        var (questions, answers) = Test(count, seed);
        var (asked, right) = (Rows(questions).ToArray(), Rows(answers).ToArray());
        var written = (ColumnLength * column) + 3;
        long[][] wrong = [.. asked.Select(question => Answer(question, wrongCarry: column))];
        return (Rectangle([.. asked.Zip(wrong, (question, answer) => (long[])[.. question, .. answer[..written]])]), Rectangle([.. wrong.Select(answer => answer[written..])]),
            Rectangle([.. right.Select(answer => answer[written..])]));
    }

    /// <summary>The number at the end of the work; null where it holds a sign. [A].</summary>
    public long? Read(IReadOnlyList<long> answer) => sums.Read([.. answer.TakeLast(sums.AnswerLength)]);

    private static IEnumerable<long[]> Rows(torch.Tensor tokens) => tokens.data<long>().ToArray().Chunk((int)tokens.shape[1]);

    private static torch.Tensor Rectangle(long[][] rows) => torch.tensor(rows.SelectMany(row => row).ToArray(), [rows.Length, rows[0].Length]);

    /// <summary>The work and the sum; where a column's carry is wrong, what follows from it is right again. [P] -> [A].</summary>
    private long[] Answer(long[] question, int? wrongCarry = null)
    {
        List<long> work = [], digits = [];
        var carry = 0L;
        for (var column = 0; column < Digits; column++)
        {
            carry = column == wrongCarry ? 1 - carry : carry;
            var (a, b) = (question[Digits - 1 - column], question[(2 * Digits) - column]);
            var sum = a + b + carry;
            work.AddRange([a, b, carry, sum % 10]);
            digits.Insert(0, sum % 10);
            carry = sum / 10;
        }

        return [.. work, carry, EqualsSign, carry, .. digits];
    }
}
