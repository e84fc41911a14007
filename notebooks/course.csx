// The one file that every chapter imports first: #!import course.csx
#r "../artifacts/bin/LlmCourse.Kernel/release/LlmCourse.dll"
#r "../artifacts/bin/LlmCourse.Kernel/release/LlmCourse.Display.dll"
#r "../artifacts/bin/LlmCourse.Kernel/release/TorchSharp.dll"
#r "../artifacts/bin/LlmCourse.Kernel/release/Microsoft.Data.Analysis.dll"

using LlmCourse.Display;
using LlmCourse.Model;
using LlmCourse.Runtime;
using Microsoft.Data.Analysis;
using TorchSharp;
using static TorchSharp.torch;

NativeRuntime.EnsureLoaded();
