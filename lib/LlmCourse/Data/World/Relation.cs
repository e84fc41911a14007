namespace LlmCourse.Data.World;

/// <summary>What the world knows about each person.</summary>
public enum Relation
{
    /// <summary>The town where the person lives.</summary>
    Home,

    /// <summary>The town where the person was born.</summary>
    Birthplace,

    /// <summary>What the person works as.</summary>
    Trade,

    /// <summary>What the person likes to eat.</summary>
    Food,

    /// <summary>What the person likes to do.</summary>
    Hobby,

    /// <summary>The kind of animal that the person keeps.</summary>
    Pet,

    /// <summary>The colour of the pet.</summary>
    PetColour,

    /// <summary>The name of the pet.</summary>
    PetName,

    /// <summary>The name of the person's best friend.</summary>
    Friend,
}
