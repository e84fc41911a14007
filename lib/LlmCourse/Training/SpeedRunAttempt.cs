using LlmCourse.Model;

namespace LlmCourse.Training;

/// <summary>One recipe that was tried in the speed-run.</summary>
/// <param name="Name">Short name, used on the command line.</param>
/// <param name="Change">What it changes against the attempt before it.</param>
/// <param name="Config">The model.</param>
/// <param name="Options">The training.</param>
public sealed record SpeedRunAttempt(string Name, string Change, GptConfig Config, TrainingOptions Options);
