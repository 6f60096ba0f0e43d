"""What one run of a graph did and when, operation by operation, from the records of TensorFlow."""

from typing import NamedTuple


class Record(NamedTuple):
    """One operation of a run: its name and type, and when it began and ended, in milliseconds."""

    name: str
    kind: str
    begin: float
    end: float

    @property
    def multiplies(self):
        """Whether it is a matrix multiplication, under any of its names."""
        return "MatMul" in self.kind

    @property
    def is_fused(self):
        """Whether it is one of TensorFlow's fused LSTMs, with matrix multiplications inside."""
        return "BlockLSTM" in self.kind

    @property
    def is_backward(self):
        """Whether `tf.gradients` added it to the graph."""
        return "gradients" in self.name


def records_of(metadata):
    """Read what `session.run` left in its argument `run_metadata`. Lesson 18.

    Arguments:
        metadata: a `tf.RunMetadata` of a run with `trace_level=tf.RunOptions.FULL_TRACE`.

    Returns:
        A list of `Record`, in the order in which the operations began; the first begins at 0.

    Raises:
        ValueError: it holds no record, as after a run without the option.
    """
    records = []
    for device in metadata.step_stats.dev_stats:
        for node in device.node_stats:
            # The label is "name = Type(inputs)".
            kind = node.timeline_label.partition(" = ")[2].partition("(")[0]
            begin = node.all_start_nanos + node.op_start_rel_nanos
            end = node.all_start_nanos + node.op_end_rel_nanos
            records.append(Record(node.node_name, kind, begin, end))
    if not records:
        raise ValueError("metadata: expected the records of a traced run, got none")
    records.sort(key=lambda record: record.begin)
    first = records[0].begin
    return [
        record._replace(begin=(record.begin - first) / 1e6, end=(record.end - first) / 1e6)
        for record in records
    ]


def duration(records):
    """Return the milliseconds from the first begin to the last end. Lesson 18."""
    return max(record.end for record in records)


def time_by_kind(records):
    """Add up the time of each type of operation; all matrix multiplications are one. Lesson 18.

    Arguments:
        records: list of `Record`.

    Returns:
        A dict from the type to (how many ran, milliseconds), the longest time first.
    """
    spent = {}
    for record in records:
        kind = "MatMul" if record.multiplies else record.kind
        runs, milliseconds = spent.get(kind, (0, 0.0))
        spent[kind] = runs + 1, milliseconds + record.end - record.begin
    return dict(sorted(spent.items(), key=lambda item: -item[1][1]))


def share_of(kind, spent):
    """Return the fraction of all time that one type takes, 0 where it does not occur. Lesson 18.

    Arguments:
        kind: a type of operation, such as "MatMul".
        spent: as `time_by_kind` returns it.
    """
    total = sum(milliseconds for _, milliseconds in spent.values())
    return spent.get(kind, (0, 0.0))[1] / total


def lanes(records):
    """Put each record into the first lane that is free when it begins.

    Arguments:
        records: list of `Record`, in the order in which they began.

    Returns:
        A list of lanes, each a list of `Record`: as many as there were operations at once.
    """
    found = []
    for record in records:
        for lane in found:
            if lane[-1].end <= record.begin:
                lane.append(record)
                break
        else:
            found.append([record])
    return found
