using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using LlmCourse.Runtime;

// dotnet run --project tests/LlmCourse.Benchmarks -- --filter '*'     (two minutes; --list flat names them, --help tells the rest)
// Everything runs in this one process, in which libtorch is found; the training as a whole is compared by tests/bench/training_throughput.py.
NativeRuntime.EnsureLoaded();
ComputeThreads.Apply();
var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(2).WithIterationCount(10).WithMaxRelativeError(0.1);
var config = DefaultConfig.Instance.AddJob(job).WithArtifactsPath(Path.Combine(CourseFolders.Root, "artifacts", "benchmarks"));
return BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config).Any(summary => summary.HasCriticalValidationErrors) ? 1 : 0;
