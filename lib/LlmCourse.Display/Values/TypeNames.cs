namespace LlmCourse.Display.Values;

/// <summary>Knows types by their full names.</summary>
internal static class TypeNames
{
    /// <summary>True when the value's type, or one that it derives from, has the name.</summary>
    public static bool IsA(object value, string fullName) => IsA(value.GetType(), fullName);

    /// <summary>True when the type, or one that it derives from, has the name.</summary>
    public static bool IsA(Type? type, string fullName)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.FullName == fullName)
            {
                return true;
            }
        }

        return false;
    }
}
