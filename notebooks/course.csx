// The one file that every chapter imports first: #!import course.csx
// Whatever the host, its error for a missing file repeats the path; so the first path says what to do, and steps back out of the sentence.
#r "../run 'dotnet build course.sln' first/../artifacts/bin/LlmCourse.Kernel/release/LlmCourse.dll"
#r "../artifacts/bin/LlmCourse.Kernel/release/LlmCourse.Display.dll"
#r "../artifacts/bin/LlmCourse.Kernel/release/TorchSharp.dll"
#r "../artifacts/bin/LlmCourse.Kernel/release/Microsoft.Data.Analysis.dll"
#r "../artifacts/bin/LlmCourse.Kernel/release/Microsoft.ML.Tokenizers.dll"
#r "../artifacts/bin/LlmCourse.Kernel/release/Microsoft.Extensions.AI.Abstractions.dll"

using System.IO;
using LlmCourse.Alignment;
using LlmCourse.Data;
using LlmCourse.Data.World;
using LlmCourse.Display;
using LlmCourse.Evaluation;
using LlmCourse.Generation;
using LlmCourse.Interpretation;
using LlmCourse.Model;
using LlmCourse.Model.Distributed;
using LlmCourse.Pipeline;
using LlmCourse.Reasoning;
using LlmCourse.Runtime;
using LlmCourse.Scaling;
using LlmCourse.Tokenization;
using LlmCourse.Training;
using LlmCourse.Training.Sweeps;
using Microsoft.Data.Analysis;
using TorchSharp;
using static TorchSharp.torch;

// A number looks the same on every machine: 0.5, not 0,5.
System.Globalization.CultureInfo.DefaultThreadCurrentCulture = System.Globalization.CultureInfo.InvariantCulture;

NativeRuntime.EnsureLoaded();
ComputeThreads.Apply(); // as many threads as there are idle processors; chapter 00 says why
