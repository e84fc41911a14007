using System.Globalization;
using LlmCourse.Runtime;

namespace LlmCourse.Data;

/// <summary>
/// A calculation with +, −, × (written *), ÷ (written /) and parentheses: "(2 + 3) * 4". It is worked out exactly, in fractions, and every step can be written down. (Chapters 13 and 14.)
/// </summary>
public sealed class ArithmeticExpression
{
    private readonly ArithmeticExpression? left;
    private readonly ArithmeticExpression? right;
    private readonly char sign;
    private readonly long number;

    private ArithmeticExpression(long number) => this.number = number;

    private ArithmeticExpression(ArithmeticExpression left, char sign, ArithmeticExpression right) => (this.left, this.sign, this.right) = (left, sign, right);

    /// <summary>How many operations it has.</summary>
    public int Operations => left is null ? 0 : left.Operations + 1 + right!.Operations;

    /// <summary>The numbers that stand in it, from the left to the right.</summary>
    public IReadOnlyList<long> Numbers => left is null ? [number] : [.. left.Numbers, .. right!.Numbers];

    /// <summary>Its exact value.</summary>
    /// <exception cref="DivideByZeroException">Something is divided by zero.</exception>
    /// <exception cref="OverflowException">A number on the way has more than 18 digits or so.</exception>
    public Fraction Value => left is null ? new Fraction(number) : Result(left.Value, sign, right!.Value);

    /// <summary>A number alone.</summary>
    public static ArithmeticExpression Of(long number) => new(number);

    /// <summary>Two expressions joined by a sign.</summary>
    /// <exception cref="ArgumentException">The sign is none of + - * /.</exception>
    public static ArithmeticExpression Of(ArithmeticExpression left, char sign, ArithmeticExpression right) =>
        sign is '+' or '-' or '*' or '/' ? new ArithmeticExpression(left, sign, right) : throw new ArgumentException($"'{sign}' is no operation; use + - * or /.");

    /// <summary>Reads an expression. Products come before sums, and equals go from the left to the right.</summary>
    /// <exception cref="ArgumentException">It is none; the message names the place.</exception>
    public static ArithmeticExpression Parse(string text) => new Reader(text).Whole();

    /// <summary>Draws an expression of whole numbers from 1 to 9, with sums, differences and products.</summary>
    /// <param name="operations">How many operations it has.</param>
    /// <param name="random">Where it comes from.</param>
    /// <exception cref="ArgumentException">The number of operations is negative.</exception>
    public static ArithmeticExpression Draw(int operations, SeededRandom random)
    {
        const string signs = "+-*";
        if (operations < 0)
        {
            throw new ArgumentException($"An expression cannot have {operations} operations; ask for 0 or more.");
        }

        if (operations == 0)
        {
            return new ArithmeticExpression(1 + random.NextInt32(9));
        }

        var before = random.NextInt32(operations); // of the others, how many stand in the left part
        var left = Draw(before, random);
        return new ArithmeticExpression(left, signs[random.NextInt32(signs.Length)], Draw(operations - 1 - before, random));
    }

    /// <summary>All steps to the value, the left part before the right one: "2 + 3 = 5", "5 * 4 = 20".</summary>
    /// <exception cref="DivideByZeroException">Something is divided by zero.</exception>
    /// <exception cref="OverflowException">A number on the way has more than 18 digits or so.</exception>
    public IReadOnlyList<string> Steps() =>
        left is null ? [] : [.. left.Steps(), .. right!.Steps(), $"{Written(left.Value)} {sign} {Written(right.Value)} = {Value}"];

    /// <summary>The values after each step, in their order.</summary>
    /// <exception cref="DivideByZeroException">Something is divided by zero.</exception>
    /// <exception cref="OverflowException">A number on the way has more than 18 digits or so.</exception>
    public IReadOnlyList<Fraction> Values() => left is null ? [] : [.. left.Values(), .. right!.Values(), Value];

    /// <summary>The expression, with no more parentheses than it needs.</summary>
    public override string ToString() => left is null
        ? number.ToString(CultureInfo.InvariantCulture)
        : $"{Part(left, left.Rank < Rank)} {sign} {Part(right!, right!.Rank <= Rank)}";

    /// <summary>What binds closer has the higher rank: sums, products, numbers. A negative number needs parentheses wherever it is a part.</summary>
    private int Rank => left is null ? (number < 0 ? 0 : 3) : sign is '+' or '-' ? 1 : 2;

    private static string Part(ArithmeticExpression part, bool inParentheses) => inParentheses || part.Rank == 0 ? $"({part})" : $"{part}";

    private static string Written(Fraction value) => value.Bottom == 1 && value.Top >= 0 ? $"{value}" : $"({value})";

    private static Fraction Result(Fraction a, char sign, Fraction b) => sign switch { '+' => a + b, '-' => a - b, '*' => a * b, _ => a / b };

    /// <summary>Reads an expression from the left to the right, one rule of the grammar a method.</summary>
    private sealed class Reader(string text)
    {
        private int at;

        public ArithmeticExpression Whole()
        {
            var all = Sum();
            return Next() == '\0' ? all : throw Unexpected("the end or an operation");
        }

        private ArithmeticExpression Sum()
        {
            var sum = Product();
            while (Next() is '+' or '-')
            {
                sum = new ArithmeticExpression(sum, text[at++], Product());
            }

            return sum;
        }

        private ArithmeticExpression Product()
        {
            var product = Factor();
            while (Next() is '*' or '/')
            {
                product = new ArithmeticExpression(product, text[at++], Factor());
            }

            return product;
        }

        private ArithmeticExpression Factor()
        {
            if (Next() != '(')
            {
                return Number();
            }

            at++;
            var inside = Sum();
            return Next() == ')' ? Beyond(inside) : throw Unexpected("a closing parenthesis");
        }

        private ArithmeticExpression Number()
        {
            var start = at;
            at += Next() == '-' ? 1 : 0;
            while (at < text.Length && char.IsAsciiDigit(text[at]))
            {
                at++;
            }

            if (long.TryParse(text.AsSpan(start, at - start).Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            {
                return new ArithmeticExpression(number);
            }

            at = start;
            throw Unexpected("a number or a parenthesis");
        }

        private ArithmeticExpression Beyond(ArithmeticExpression read)
        {
            at++;
            return read;
        }

        /// <summary>The next character that is no space; zero at the end.</summary>
        private char Next()
        {
            while (at < text.Length && text[at] == ' ')
            {
                at++;
            }

            return at < text.Length ? text[at] : '\0';
        }

        private ArgumentException Unexpected(string wanted) => new($"'{text}' is no expression: at character {at + 1} there should be {wanted}.");
    }
}
