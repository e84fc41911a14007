namespace LlmCourse.Model;

/// <summary>How a recurrent layer goes from one position to the next. (Chapter 02.)</summary>
public enum RecurrentCell
{
    /// <summary>The new state is a squashed sum of the input and the old state (Elman 1990).</summary>
    Rnn,

    /// <summary>Gates decide what a memory keeps, takes in and shows (Hochreiter and Schmidhuber 1997).</summary>
    Lstm,
}
