using LlmCourse.Runtime;

namespace LlmCourse.Data;

/// <summary>
/// Numbers that are to be joined to 24, two at a time, by the four operations, each number used once. Knows all moves, and exactly whether it can still be won; two
/// states with the same numbers are equal. (Yao et al. 2023, section 4.1; chapter 14.)
/// </summary>
public sealed class GameOf24 : IEquatable<GameOf24>
{
    private const ulong TestShare = 4; // one deal in so many is a test
    private const int LongestExpression = 100; // no solution of four numbers needs more letters
    private static readonly Fraction Goal = new(24);

    /// <summary>Starts with numbers, in any order.</summary>
    /// <exception cref="ArgumentException">There is no number.</exception>
    public GameOf24(IEnumerable<Fraction> numbers)
    {
        Numbers = [.. numbers.OrderBy(number => (decimal)number.Top / number.Bottom)];
        if (Numbers.Count == 0)
        {
            throw new ArgumentException("A game needs at least one number.");
        }
    }

    /// <summary>The numbers that are left, the smallest first.</summary>
    public IReadOnlyList<Fraction> Numbers { get; }

    /// <summary>True when 24 alone is left.</summary>
    public bool IsWon => Numbers.Count == 1 && Numbers[0] == Goal;

    /// <summary>Starts with whole numbers.</summary>
    /// <exception cref="ArgumentException">There is no number.</exception>
    public static GameOf24 Of(params IEnumerable<int> numbers) => new(numbers.Select(number => new Fraction(number)));

    /// <summary>The numbers that an expression uses, "(13 - 9) * (10 - 4)"; null where it is no expression.</summary>
    public static GameOf24? UsedBy(string expression) => Read(expression) is { } read ? new GameOf24(read.Numbers.Select(number => new Fraction(number))) : null;

    /// <summary>True for a deal that is kept for the test, whatever the order of its numbers.</summary>
    public static bool IsTest(GameOf24 deal) => deal.Numbers.Aggregate(0UL, (hash, number) => new SeededRandom((long)hash + number.Top).NextBits()) % TestShare == 0;

    /// <summary>Deals of four numbers from 1 to 13 that can be won, all different.</summary>
    /// <exception cref="ArgumentException">There are not so many.</exception>
    public static IReadOnlyList<GameOf24> Deals(int count, int seed, bool isTest)
    {
        var random = new SeededRandom(seed);
        var shuffled = AllDeals().Where(deal => IsTest(deal) == isTest).ToArray();
        random.Shuffle<GameOf24>(shuffled);
        GameOf24[] deals = [.. shuffled.Where(deal => deal.CanBeWon()).Take(count)];
        return deals.Length == count ? deals : throw new ArgumentException($"There are {deals.Length} different deals of this kind that can be won, but {count} were asked for.");
    }

    /// <summary>All different deals of four numbers from 1 to 13, 1,820 of them, whether or not they can be won.</summary>
    public static IEnumerable<GameOf24> AllDeals()
    {
        const int largest = 13;
        return
            from a in Enumerable.Range(1, largest)
            from b in Enumerable.Range(a, largest - a + 1)
            from c in Enumerable.Range(b, largest - b + 1)
            from d in Enumerable.Range(c, largest - c + 1)
            select Of(a, b, c, d);
    }

    /// <summary>All moves, "4 * 6 = 24" and the numbers that are left after it.</summary>
    public IEnumerable<(string Step, GameOf24 Next)> Moves()
    {
        for (var i = 0; i < Numbers.Count; i++)
        {
            for (var j = 0; j < Numbers.Count; j++)
            {
                if (i != j)
                {
                    var (a, b) = (Numbers[i], Numbers[j]);
                    var others = Numbers.Where((_, k) => k != i && k != j);
                    foreach (var (sign, result) in Results(a, b, isFirstOrder: i < j))
                    {
                        yield return ($"{a} {sign} {b} = {result}", new GameOf24(others.Append(result)));
                    }
                }
            }
        }
    }

    /// <summary>The state after a move that somebody wrote; null where it is no legal move, or wrong.</summary>
    public GameOf24? Apply(string step)
    {
        var turned = step.Split(' ') is [var a, "+" or "*", var b, "=", _] parts ? $"{b} {parts[1]} {a} = {parts[4]}" : step; // sums and products read both ways
        return Moves().FirstOrDefault(move => move.Step == step || move.Step == turned).Next;
    }

    /// <summary>True when some moves lead to 24: exact, by trying all.</summary>
    public bool CanBeWon() => Solve() is not null;

    /// <summary>Moves that lead to 24; null where there are none.</summary>
    public IReadOnlyList<string>? Solve()
    {
        if (Numbers.Count == 1)
        {
            return IsWon ? [] : null;
        }

        foreach (var (step, next) in Moves().DistinctBy(move => move.Next))
        {
            if (next.Solve() is { } rest)
            {
                return [step, .. rest];
            }
        }

        return null;
    }

    /// <summary>An expression with value 24 that uses each number once; null where there is none.</summary>
    public ArithmeticExpression? Solution()
    {
        if (Numbers.Any(number => number.Bottom != 1) || Solve() is not { } steps)
        {
            return null;
        }

        List<ArithmeticExpression> left = [.. Numbers.Select(number => ArithmeticExpression.Of(number.Top))];
        foreach (var parts in steps.Select(step => step.Split(' ')))
        {
            left.Add(ArithmeticExpression.Of(Take(parts[0]), parts[1][0], Take(parts[2])));
        }

        return left.Single();

        ArithmeticExpression Take(string value)
        {
            var found = left.First(expression => $"{expression.Value}" == value);
            left.Remove(found);
            return found;
        }
    }

    /// <summary>True for an expression that has the value 24, exactly, and uses each number once and no other. The signs × ÷ − are read as * / -.</summary>
    public bool IsSolvedBy(string expression)
    {
        try
        {
            return Equals(UsedBy(expression)) && Read(expression)!.Value == Goal;
        }
        catch (Exception problem) when (problem is DivideByZeroException or OverflowException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public bool Equals(GameOf24? other) => other is not null && Numbers.SequenceEqual(other.Numbers);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as GameOf24);

    /// <inheritdoc/>
    public override int GetHashCode() => Numbers.Aggregate(Numbers.Count, (hash, number) => HashCode.Combine(hash, number));

    /// <summary>The numbers, "1 5 5 5".</summary>
    public override string ToString() => string.Join(' ', Numbers);

    private static ArithmeticExpression? Read(string expression)
    {
        try
        {
            return expression.Length <= LongestExpression ? ArithmeticExpression.Parse(expression.Replace('×', '*').Replace('÷', '/').Replace('−', '-').Trim()) : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static IEnumerable<(char Sign, Fraction Result)> Results(Fraction a, Fraction b, bool isFirstOrder)
    {
        if (isFirstOrder)
        {
            yield return ('+', a + b);
            yield return ('*', a * b);
        }

        yield return ('-', a - b);
        if (b.Top != 0)
        {
            yield return ('/', a / b);
        }
    }
}
