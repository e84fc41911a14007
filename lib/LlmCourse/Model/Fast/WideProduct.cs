using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LlmCourse.Model.Fast;

/// <summary>
/// The product of two matrices with 512-bit vectors, for processors on which libtorch's own library keeps to 256 bits: a panel of the
/// right matrix is copied to where the inner loop reads it in order, and a tile of 8 x 32 results stays in registers meanwhile.
/// (Goto and van de Geijn 2008, section 4.) Not for two threads at once: each has its own.
/// </summary>
internal sealed unsafe class WideProduct : IDisposable
{
    private const int TileRows = 8;
    private const int TileColumns = 32;
    private const int Depth = 256;    // a panel of 256 x 32 numbers fills two thirds of a first-level cache of 48 kB
    private const int Columns = 1024; // 256 x 1024 numbers fit into the second level
    private readonly float* packed = (float*)NativeMemory.AlignedAlloc(Depth * Columns * sizeof(float), 64);
    private readonly float* tile = (float*)NativeMemory.AlignedAlloc(TileRows * TileColumns * sizeof(float), 64);

    /// <summary>
    /// C = A·B + beta·C; element (i, p) of A lies at a[i·aRow + p·aColumn], that of B (p, j) at b[p·bRow + j·bColumn]. Of a symmetric C only the tiles on and
    /// above the diagonal are computed; below it lie their mirror images, which are the same to the last bit.
    /// </summary>
    public void Multiply(int m, int n, int k, float* a, int aRow, int aColumn, float* b, int bRow, int bColumn, bool accumulate, float* c, int cRow, bool symmetric = false)
    {
        for (var column = 0; column < n; column += Columns)
        {
            var width = Math.Min(Columns, n - column);
            for (var depth = 0; depth < k; depth += Depth)
            {
                var length = Math.Min(Depth, k - depth);
                Pack(b + ((long)depth * bRow) + ((long)column * bColumn), bRow, bColumn, length, width);
                MultiplyPacked(m, width, length, a + ((long)depth * aColumn), aRow, aColumn, accumulate || depth > 0, c + column, cRow, symmetric ? column : m);
            }
        }

        if (symmetric)
        {
            Mirror(n, c, cRow);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.AlignedFree(packed);
        NativeMemory.AlignedFree(tile);
    }

    /// <summary>Copies a block of B as panels of 32 columns, row after row, the last filled up with zeros.</summary>
    private void Pack(float* b, int bRow, int bColumn, int length, int width)
    {
        for (var column = 0; column < width; column += TileColumns)
        {
            var panel = packed + ((long)column * length);
            var columns = Math.Min(TileColumns, width - column);
            if (columns < TileColumns)
            {
                new Span<float>(panel, length * TileColumns).Clear();
            }

            if (bColumn == 1)
            {
                PackRows(b + column, bRow, length, columns, panel);
            }
            else
            {
                PackTransposed(b + ((long)column * bColumn), bRow, bColumn, length, columns, panel);
            }
        }
    }

    private static void PackRows(float* b, int bRow, int length, int columns, float* panel)
    {
        for (var p = 0; p < length; p++, b += bRow, panel += TileColumns)
        {
            if (columns == TileColumns)
            {
                Vector512.Store(Vector512.Load(b), panel);
                Vector512.Store(Vector512.Load(b + 16), panel + 16);
            }
            else
            {
                new Span<float>(b, columns).CopyTo(new Span<float>(panel, columns));
            }
        }
    }

    private static void PackTransposed(float* b, int bRow, int bColumn, int length, int columns, float* panel)
    {
        var (wholeColumns, wholeLength) = (bRow == 1 ? columns & ~7 : 0, length & ~7);
        for (var j = 0; j < wholeColumns; j += 8)
        {
            for (var p = 0; p < wholeLength; p += 8)
            {
                Transpose(b + ((long)j * bColumn) + p, bColumn, panel + (p * TileColumns) + j);
            }
        }

        for (var j = 0; j < columns; j++)
        {
            for (var p = j < wholeColumns ? wholeLength : 0; p < length; p++)
            {
                panel[(p * TileColumns) + j] = b[((long)j * bColumn) + ((long)p * bRow)];
            }
        }
    }

    /// <summary>Turns 8 x 8 numbers: rows of <paramref name="from"/> become columns of a panel.</summary>
    private static void Transpose(float* from, int fromRow, float* to)
    {
        var (r0, r1, r2, r3) = (Vector256.Load(from), Vector256.Load(from + fromRow), Vector256.Load(from + (2 * fromRow)), Vector256.Load(from + (3 * fromRow)));
        from += 4 * fromRow;
        var (r4, r5, r6, r7) = (Vector256.Load(from), Vector256.Load(from + fromRow), Vector256.Load(from + (2 * fromRow)), Vector256.Load(from + (3 * fromRow)));
        var (a0, a1) = (Avx.UnpackLow(r0, r1), Avx.UnpackHigh(r0, r1));
        var (a2, a3) = (Avx.UnpackLow(r2, r3), Avx.UnpackHigh(r2, r3));
        var (a4, a5) = (Avx.UnpackLow(r4, r5), Avx.UnpackHigh(r4, r5));
        var (a6, a7) = (Avx.UnpackLow(r6, r7), Avx.UnpackHigh(r6, r7));
        var (b0, b1) = (Avx.Shuffle(a0, a2, 0x44), Avx.Shuffle(a0, a2, 0xEE));
        var (b2, b3) = (Avx.Shuffle(a1, a3, 0x44), Avx.Shuffle(a1, a3, 0xEE));
        var (b4, b5) = (Avx.Shuffle(a4, a6, 0x44), Avx.Shuffle(a4, a6, 0xEE));
        var (b6, b7) = (Avx.Shuffle(a5, a7, 0x44), Avx.Shuffle(a5, a7, 0xEE));
        Vector256.Store(Avx.Permute2x128(b0, b4, 0x20), to);
        Vector256.Store(Avx.Permute2x128(b1, b5, 0x20), to + TileColumns);
        Vector256.Store(Avx.Permute2x128(b2, b6, 0x20), to + (2 * TileColumns));
        Vector256.Store(Avx.Permute2x128(b3, b7, 0x20), to + (3 * TileColumns));
        Vector256.Store(Avx.Permute2x128(b0, b4, 0x31), to + (4 * TileColumns));
        Vector256.Store(Avx.Permute2x128(b1, b5, 0x31), to + (5 * TileColumns));
        Vector256.Store(Avx.Permute2x128(b2, b6, 0x31), to + (6 * TileColumns));
        Vector256.Store(Avx.Permute2x128(b3, b7, 0x31), to + (7 * TileColumns));
    }

    /// <summary>All tiles of a block of columns, or those above <paramref name="diagonal"/>: the row on which the block's first column crosses it.</summary>
    private void MultiplyPacked(int m, int width, int length, float* a, int aRow, int aColumn, bool accumulate, float* c, int cRow, int diagonal)
    {
        for (var column = 0; column < width; column += TileColumns)
        {
            var panel = packed + ((long)column * length);
            var columns = Math.Min(TileColumns, width - column);
            for (var row = 0; row < Math.Min(m, diagonal + column + columns); row += TileRows)
            {
                var rows = Math.Min(TileRows, m - row);
                var target = c + ((long)row * cRow) + column;
                if (rows == TileRows && columns == TileColumns)
                {
                    MultiplyTile(a + ((long)row * aRow), aRow, aColumn, TileRows - 1, panel, length, accumulate, target, cRow);
                }
                else
                {
                    MultiplyTile(a + ((long)row * aRow), aRow, aColumn, rows - 1, panel, length, false, tile, TileColumns);
                    CopyTile(rows, columns, accumulate, target, cRow);
                }
            }
        }
    }

    /// <summary>Copies what lies above the diagonal to below it, a square of 16 x 16 at a time, so that both its sides stay in the cache.</summary>
    private static void Mirror(int n, float* c, int cRow)
    {
        const int Side = 16;
        for (var top = 0; top < n; top += Side)
        {
            for (var left = 0; left <= top; left += Side)
            {
                for (var i = top; i < Math.Min(top + Side, n); i++)
                {
                    for (var j = left; j < Math.Min(left + Side, i); j++)
                    {
                        c[((long)i * cRow) + j] = c[((long)j * cRow) + i];
                    }
                }
            }
        }
    }

    private void CopyTile(int rows, int columns, bool accumulate, float* c, int cRow)
    {
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                c[((long)i * cRow) + j] = tile[(i * TileColumns) + j] + (accumulate ? c[((long)i * cRow) + j] : 0);
            }
        }
    }

    /// <summary>8 x 32 results in 16 registers; rows beyond the last repeat it, and their results are thrown away.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void MultiplyTile(float* a, int aRow, int aColumn, int last, float* panel, int length, bool accumulate, float* c, int cRow)
    {
        var a0 = a;
        var a1 = a + ((long)Math.Min(1, last) * aRow);
        var a2 = a + ((long)Math.Min(2, last) * aRow);
        var a3 = a + ((long)Math.Min(3, last) * aRow);
        var a4 = a + ((long)Math.Min(4, last) * aRow);
        var a5 = a + ((long)Math.Min(5, last) * aRow);
        var a6 = a + ((long)Math.Min(6, last) * aRow);
        var a7 = a + ((long)Math.Min(7, last) * aRow);
        Vector512<float> c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default, c30 = default, c31 = default;
        Vector512<float> c40 = default, c41 = default, c50 = default, c51 = default, c60 = default, c61 = default, c70 = default, c71 = default;
        var end = panel + ((long)length * TileColumns);
        for (nint offset = 0; panel < end; panel += TileColumns, offset += aColumn)
        {
            var (left, right) = (Vector512.Load(panel), Vector512.Load(panel + 16));
            var value = Vector512.Create(a0[offset]);
            (c00, c01) = (Vector512.FusedMultiplyAdd(value, left, c00), Vector512.FusedMultiplyAdd(value, right, c01));
            value = Vector512.Create(a1[offset]);
            (c10, c11) = (Vector512.FusedMultiplyAdd(value, left, c10), Vector512.FusedMultiplyAdd(value, right, c11));
            value = Vector512.Create(a2[offset]);
            (c20, c21) = (Vector512.FusedMultiplyAdd(value, left, c20), Vector512.FusedMultiplyAdd(value, right, c21));
            value = Vector512.Create(a3[offset]);
            (c30, c31) = (Vector512.FusedMultiplyAdd(value, left, c30), Vector512.FusedMultiplyAdd(value, right, c31));
            value = Vector512.Create(a4[offset]);
            (c40, c41) = (Vector512.FusedMultiplyAdd(value, left, c40), Vector512.FusedMultiplyAdd(value, right, c41));
            value = Vector512.Create(a5[offset]);
            (c50, c51) = (Vector512.FusedMultiplyAdd(value, left, c50), Vector512.FusedMultiplyAdd(value, right, c51));
            value = Vector512.Create(a6[offset]);
            (c60, c61) = (Vector512.FusedMultiplyAdd(value, left, c60), Vector512.FusedMultiplyAdd(value, right, c61));
            value = Vector512.Create(a7[offset]);
            (c70, c71) = (Vector512.FusedMultiplyAdd(value, left, c70), Vector512.FusedMultiplyAdd(value, right, c71));
        }

        Write(c, c00, c01, accumulate);
        Write(c + cRow, c10, c11, accumulate);
        Write(c + (2L * cRow), c20, c21, accumulate);
        Write(c + (3L * cRow), c30, c31, accumulate);
        Write(c + (4L * cRow), c40, c41, accumulate);
        Write(c + (5L * cRow), c50, c51, accumulate);
        Write(c + (6L * cRow), c60, c61, accumulate);
        Write(c + (7L * cRow), c70, c71, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(float* c, Vector512<float> left, Vector512<float> right, bool accumulate)
    {
        if (accumulate)
        {
            (left, right) = (left + Vector512.Load(c), right + Vector512.Load(c + 16));
        }

        Vector512.Store(left, c);
        Vector512.Store(right, c + 16);
    }
}
