namespace LlmCourse.Pipeline;

/// <summary>The stages from random weights to a model that answers well and thinks before it answers, in their order. (Ouyang et al. 2022, figure 2; Guo et al. 2025, section 2.3; chapter 16.)</summary>
public enum PipelineStage
{
    /// <summary>Learning to continue texts.</summary>
    Pretraining,

    /// <summary>Learning to respond, from demonstrations.</summary>
    FineTuning,

    /// <summary>Learning what people prefer; the model that answers stays as it is.</summary>
    Preferences,

    /// <summary>Learning to be preferred.</summary>
    Reinforcement,

    /// <summary>Learning to solve problems step by step, from a few solutions and then from what a check says is right.</summary>
    Reasoning,
}
