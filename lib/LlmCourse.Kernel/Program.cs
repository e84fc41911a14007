using System.Text;
using LlmCourse.Alignment;
using LlmCourse.Kernel.Commands;
using LlmCourse.Kernel.Jupyter;
using LlmCourse.Kernel.Judging;
using LlmCourse.Kernel.Running;

if (args is [Worker.Command, var pipe])
{
    return await Worker.RunAsync(pipe); // one chapter, in a process of its own: no command line to parse
}

if (args is [SessionWorker.Command, var sessionPipe])
{
    return await SessionWorker.RunAsync(sessionPipe); // a Jupyter kernel's session
}

if (args is [FunctionJudge.Command])
{
    return FunctionRunner.Run(); // functions that a model wrote
}

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
return await CourseCommand.InvokeAsync(args, Console.Out, Console.Error);
