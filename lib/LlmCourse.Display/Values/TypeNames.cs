namespace LlmCourse.Display.Values;

/// <summary>Knows types by their full names.</summary>
internal static class TypeNames
{
    /// <summary>True when the value's type, or one that it derives from, has the name.</summary>
    public static bool IsA(object value, string fullName)
    {
        for (var type = value.GetType(); type is not null; type = type.BaseType)
        {
            if (type.FullName == fullName)
            {
                return true;
            }
        }

        return false;
    }
}
