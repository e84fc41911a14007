namespace LlmCourse.Data.World;

/// <summary>What is wrong with a response; several may be.</summary>
[Flags]
public enum ResponseFlaws
{
    /// <summary>Nothing: it answers, truly, in a friendly way, and stops.</summary>
    None = 0,

    /// <summary>It says what the prompt does not, so it is not honest.</summary>
    False = 1,

    /// <summary>It does not answer, so it does not help.</summary>
    Evasive = 2,

    /// <summary>It insults whoever asked, so it does harm.</summary>
    Rude = 4,

    /// <summary>It goes on with what nobody asked for: true, but long.</summary>
    Wordy = 8,

    /// <summary>It flatters whoever asked, which helps nobody.</summary>
    Flattering = 16,
}
