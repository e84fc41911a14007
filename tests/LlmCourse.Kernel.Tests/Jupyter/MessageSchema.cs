using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace LlmCourse.Kernel.Tests.Jupyter;

/// <summary>Which fields each message must have, and of what kind, by the documentation of the messaging protocol 5.3.</summary>
public static class MessageSchema
{
    private static readonly Dictionary<string, string> Fields = new()
    {
        ["status"] = "execution_state:String",
        ["stream"] = "name:String text:String",
        ["display_data"] = "data:Object metadata:Object transient:Object",
        ["update_display_data"] = "data:Object metadata:Object transient:Object",
        ["execute_input"] = "code:String execution_count:Number",
        ["execute_result"] = "execution_count:Number data:Object metadata:Object",
        ["error"] = "ename:String evalue:String traceback:Array",
        ["comm_close"] = "comm_id:String data:Object",
        ["execute_reply"] = "status:String execution_count:Number",
        ["inspect_reply"] = "status:String found:Boolean data:Object metadata:Object",
        ["complete_reply"] = "status:String matches:Array cursor_start:Number cursor_end:Number metadata:Object",
        ["history_reply"] = "status:String history:Array",
        ["is_complete_reply"] = "status:String",
        ["comm_info_reply"] = "status:String comms:Object",
        ["kernel_info_reply"] = "status:String protocol_version:String implementation:String implementation_version:String language_info:Object banner:String help_links:Array",
        ["shutdown_reply"] = "status:String restart:Boolean",
        ["interrupt_reply"] = "status:String",
        ["debug_reply"] = "",
        ["input_request"] = "prompt:String password:Boolean",
    };

    public static void Check(KernelMessage message)
    {
        CheckFields("the header", message.Header, "msg_id:String session:String username:String date:String msg_type:String version:String");
        DateTimeOffset.Parse((string)message.Header["date"]!, CultureInfo.InvariantCulture);
        Assert.Contains(message.Type, Fields.Keys);
        var failed = message.Type.EndsWith("_reply", StringComparison.Ordinal) && (string?)message.Content["status"] == "error";
        CheckFields(message.Type, message.Content, failed ? "ename:String evalue:String traceback:Array" : Fields[message.Type]);
        Assert.All(message.Content["data"] is JsonObject forms && message.Type != "comm_close" ? forms : [], form => CheckForm(form.Key, form.Value));
    }

    private static void CheckForm(string type, JsonNode? form)
    {
        var isJson = type.EndsWith("json", StringComparison.Ordinal);
        Assert.Equal(isJson, form!.GetValueKind() != JsonValueKind.String);
    }

    private static void CheckFields(string what, JsonObject json, string fields)
    {
        foreach (var field in fields.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, kind) = (field.Split(':')[0], field.Split(':')[1]);
            var actual = json[name]?.GetValueKind();
            Assert.True(
                actual is { } found && (found.ToString() == kind || (kind == "Boolean" && found is JsonValueKind.True or JsonValueKind.False)),
                $"{what} has {name} as {actual}, not as {kind}: {json.ToJsonString()}");
        }
    }
}
