using System.Text;
using LlmCourse.Kernel.Commands;
using LlmCourse.Kernel.Running;

if (args is [Worker.Command, var pipe])
{
    return await Worker.RunAsync(pipe); // one chapter, in a process of its own: no command line to parse
}

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
return await CourseCommand.InvokeAsync(args, Console.Out, Console.Error);
