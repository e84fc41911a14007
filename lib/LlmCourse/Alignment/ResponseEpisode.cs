namespace LlmCourse.Alignment;

/// <summary>An episode that ends after one text: a response to a request. (Chapter 12.)</summary>
/// <param name="Response">What was said.</param>
/// <param name="Reward">What it was worth to the reward.</param>
public sealed record ResponseEpisode(Response Response, double Reward) : Episode([Response.Tokens], Reward);
