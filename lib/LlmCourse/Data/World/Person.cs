namespace LlmCourse.Data.World;

/// <summary>Someone in the synthetic world, and all that is true of this person.</summary>
public sealed record Person
{
    /// <summary>Place in the order of fame, from 0: the lower, the more often the texts speak of this person.</summary>
    public required int Rank { get; init; }

    /// <summary>First and last name; nobody else has the same.</summary>
    public required string Name { get; init; }

    /// <summary>True for she, false for he.</summary>
    public required bool IsWoman { get; init; }

    /// <summary>The town where the person lives.</summary>
    public required string Home { get; init; }

    /// <summary>The town where the person was born.</summary>
    public required string Birthplace { get; init; }

    /// <summary>What the person works as.</summary>
    public required string Trade { get; init; }

    /// <summary>What the person likes to eat.</summary>
    public required string Food { get; init; }

    /// <summary>What the person likes to do.</summary>
    public required string Hobby { get; init; }

    /// <summary>The kind of animal that the person keeps.</summary>
    public required string Pet { get; init; }

    /// <summary>The colour of the pet.</summary>
    public required string PetColour { get; init; }

    /// <summary>The name of the pet.</summary>
    public required string PetName { get; init; }

    /// <summary>The rank of the person's best friend.</summary>
    public required int Friend { get; init; }
}
