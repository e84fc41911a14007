using System.Buffers.Binary;
using System.Text;

namespace LlmCourse.Runtime;

/// <summary>
/// Marks one required symbol version of a 64-bit little-endian ELF library as weak. TorchSharp's native library asks
/// for <c>GLIBCXX_3.4.32</c> (GCC 13.2) although no relocation uses a symbol of that version, and so the dynamic linker of an
/// older distribution refuses the file for nothing. With the flag <c>VER_FLG_WEAK</c> it only takes note.
/// Layout: System V gABI, chapter 4; symbol versions: LSB Core, "Symbol Versioning".
/// </summary>
internal static class ElfVersionPatch
{
    private const uint SectionTypeVersionNeeds = 0x6ffffffe; // SHT_GNU_verneed
    private const ushort WeakFlag = 2;                       // VER_FLG_WEAK

    /// <summary>Returns a copy of the library with the version marked weak, or null when the library does not ask for it.</summary>
    /// <exception cref="InvalidDataException">The bytes are no 64-bit little-endian ELF file.</exception>
    public static byte[]? MakeWeak(ReadOnlySpan<byte> library, string version)
    {
        if (!IsElf(library))
        {
            throw new InvalidDataException("The file is no 64-bit little-endian ELF library.");
        }

        var sections = (int)ReadUInt64(library, 40); // e_shoff
        var sectionSize = ReadUInt16(library, 58);
        var sectionCount = ReadUInt16(library, 60);
        for (var i = 0; i < sectionCount; i++)
        {
            var section = sections + (i * sectionSize);
            if (ReadUInt32(library, section + 4) == SectionTypeVersionNeeds)
            {
                var names = sections + ((int)ReadUInt32(library, section + 40) * sectionSize); // sh_link: the string table
                return MarkWeak(library, (int)ReadUInt64(library, section + 24), (int)ReadUInt64(library, names + 24), version);
            }
        }

        return null;
    }

    /// <summary>Checks that a library is not the start of one: the dynamic linker does not, and the process dies when it reads on.</summary>
    /// <exception cref="InvalidDataException">The file is shorter than its header says, or no 64-bit little-endian ELF file.</exception>
    public static void RequireWhole(string path)
    {
        using var file = File.OpenRead(path);
        var header = new byte[64];
        if (file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length || !IsElf(header))
        {
            throw new InvalidDataException($"{Path.GetFileName(path)} is no 64-bit little-endian ELF library.");
        }

        var end = ReadUInt64(header, 40) + ((ulong)ReadUInt16(header, 58) * ReadUInt16(header, 60)); // the section table comes last
        if (end > (ulong)file.Length)
        {
            throw new InvalidDataException($"{Path.GetFileName(path)} has {file.Length} bytes, but should have at least {end}.");
        }
    }

    private static bool IsElf(ReadOnlySpan<byte> library) =>
        library.Length >= 64 && library[..4].SequenceEqual("\u007FELF"u8) && library[4] == 2 && library[5] == 1;

    private static byte[]? MarkWeak(ReadOnlySpan<byte> library, int need, int names, string version)
    {
        while (true)
        {
            var entry = need + (int)ReadUInt32(library, need + 8); // vn_aux
            for (var left = ReadUInt16(library, need + 2); left > 0; left--)
            {
                if (NameAt(library, names + (int)ReadUInt32(library, entry + 8)) == version)
                {
                    var patched = library.ToArray();
                    BinaryPrimitives.WriteUInt16LittleEndian(patched.AsSpan(entry + 4), WeakFlag); // vna_flags
                    return patched;
                }

                entry += (int)ReadUInt32(library, entry + 12); // vna_next
            }

            var next = (int)ReadUInt32(library, need + 12); // vn_next
            if (next == 0)
            {
                return null;
            }

            need += next;
        }
    }

    private static string NameAt(ReadOnlySpan<byte> library, int offset)
    {
        var rest = library[offset..];
        return Encoding.ASCII.GetString(rest[..rest.IndexOf((byte)0)]);
    }

    private static ushort ReadUInt16(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[offset..]);

    private static uint ReadUInt32(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);

    private static ulong ReadUInt64(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[offset..]);
}
