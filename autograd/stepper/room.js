// The graph in the room that there is: as it was laid out, or narrower with shorter numbers.

const SMALLEST = 11 / 12; // of letters that are 12 pixels high
const graph = byId("graph");
const room = byId("scene");
const wide = {
  width: Number(graph.getAttribute("width")),
  height: Number(graph.getAttribute("height")),
  padding: 8,
  places: boxes.map((box) => box.getAttribute("transform")),
  widths: boxes.map((box) => Number(box.querySelector("rect").getAttribute("width"))),
  curves: lines.map((line) => line.getAttribute("d")),
};

function arrange() {
  const shape = room.clientWidth < SMALLEST * wide.width && data.narrow.width < wide.width ? data.narrow : wide;
  if (shape === arranged || !room.clientWidth) return;
  arranged = shape;
  graph.setAttribute("width", shape.width);
  graph.setAttribute("height", shape.height);
  graph.setAttribute("viewBox", `0 0 ${shape.width} ${shape.height}`);
  graph.style.cssText = `width:100%;min-width:${SMALLEST * shape.width}px;max-width:${1.3 * shape.width}px`;
  boxes.forEach((box, i) => {
    box.setAttribute("transform", shape.places[i]);
    box.querySelector("rect").setAttribute("width", shape.widths[i]);
    for (const text of box.querySelectorAll("text")) {
      text.setAttribute("x", text.matches(".t") ? shape.padding : shape.widths[i] - shape.padding);
    }
  });
  lines.forEach((line, i) => line.setAttribute("d", shape.curves[i]));
  draw();
}
